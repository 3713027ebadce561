package dev.cairnfs.namenode.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.cairnfs.namenode.app");

    @Test
    void noPackageCycles() {
        slices().matching("dev.cairnfs.namenode.app.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void onlyTheCoreRoomStartsTheCoreAndDoorsReachNoTables() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..app.core..", "..app.wiring..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.cairnfs.namenode.lifecycle..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("..app.core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.cairnfs.namenode.state..",
                        "dev.cairnfs.namenode.journal..",
                        "dev.cairnfs.namenode.image..")
                .check(CLASSES);
    }

    @Test
    void springStaysInTheWiring() {
        noClasses()
                .that()
                .resideInAnyPackage("..app.webhdfs..", "..app.api..", "..app.core..", "..app.console..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(CLASSES);
    }
}
