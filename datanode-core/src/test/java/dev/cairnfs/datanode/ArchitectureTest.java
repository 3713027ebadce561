package dev.cairnfs.datanode;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.cairnfs.datanode");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.cairnfs.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void thereIsNoSpring() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(CLASSES);
    }

    @Test
    void onlyVolumesTouchFiles() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.cairnfs.datanode.volume..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.nio.file..")
                .check(CLASSES);
    }

    @Test
    void replicasAreAPureStateMachine() {
        noClasses()
                .that()
                .resideInAPackage("dev.cairnfs.datanode.replica..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio..", "java.util.concurrent..", "java.net..", "io.netty..", "java.time..")
                .check(CLASSES);
    }

    @Test
    void onlyTransfersKnowNetty() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.cairnfs.datanode.transfer..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(CLASSES);
    }
}
