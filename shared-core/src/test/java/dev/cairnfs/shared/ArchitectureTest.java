package dev.cairnfs.shared;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What everybody uses must drag nothing along and do nothing by itself. */
final class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.cairnfs.shared");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.cairnfs.shared.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyTheJdkAndMessageClassesAreUsed() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.cairnfs.shared..",
                        "java..",
                        "org.jspecify..",
                        "org.apache.hadoop..",
                        "io.netty.buffer..",
                        "io.netty.util..")
                .check(CLASSES);
    }

    @Test
    void onlyWireKnowsMessagesAndBuffers() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.cairnfs.shared.wire..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.hadoop..", "io.netty..")
                .check(CLASSES);
    }

    @Test
    void valuesKnowNoFilesSocketsOrThreads() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.net..", "java.util.concurrent..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage("..shared.model..", "..shared.path..", "..shared.error..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.cairnfs.shared.wire..", "dev.cairnfs.shared.web..", "java.time..")
                .check(CLASSES);
    }
}
