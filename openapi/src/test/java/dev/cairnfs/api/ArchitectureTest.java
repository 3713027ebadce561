package dev.cairnfs.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What travels over /api/v1 is values only: any client can use this module. */
final class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.cairnfs.api");

    @Test
    void thereAreOnlyRecordsAndEnums() {
        classes()
                .that()
                .doNotHaveSimpleName("package-info")
                .should()
                .beRecords()
                .orShould()
                .beEnums()
                .check(CLASSES);
    }

    @Test
    void theyKnowSharedValuesOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.cairnfs.api..",
                        "dev.cairnfs.shared.model..",
                        "java.lang..",
                        "java.util..",
                        "org.jspecify..")
                .check(CLASSES);
    }
}
