package dev.cairnfs.datanode.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Doors and wiring; no rules of its own. */
final class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.cairnfs.datanode.app");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.cairnfs.datanode.app.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void springStaysInWiringSettingsAndMonitoring() {
        noClasses()
                .that()
                .resideInAnyPackage("..app.webhdfs..", "..app.namenode..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(CLASSES);
    }

    @Test
    void webHdfsReachesReplicasThroughItsInterfaceOnly() {
        noClasses()
                .that()
                .resideInAnyPackage("..app.webhdfs..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.cairnfs.datanode.volume..",
                        "dev.cairnfs.datanode.transfer..",
                        "dev.cairnfs.datanode.replica..")
                .check(CLASSES);
    }

    @Test
    void nobodyKnowsTheNameNodesInsides() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.cairnfs.namenode..")
                .check(CLASSES);
    }
}
