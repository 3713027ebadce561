package dev.cairnfs.webui;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The console sees the NameNode only through its backend interface. */
final class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.cairnfs.webui");

    @Test
    void seesOnlySharedCoreAndSpring() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.cairnfs.webui..",
                        "dev.cairnfs.shared..",
                        "org.springframework..",
                        "jakarta.servlet..",
                        // The container's name for a parameter that is no text; the specification has none of its own.
                        "org.apache.tomcat.util.http..",
                        "org.slf4j..",
                        "org.jspecify..",
                        "java..",
                        "javax.crypto..")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.cairnfs.webui.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void featuresDoNotKnowEachOther() {
        for (String feature : new String[] {"files", "nodes", "health", "overview"}) {
            noClasses()
                    .that()
                    .resideInAPackage("dev.cairnfs.webui." + feature + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(otherFeatures(feature))
                    .check(CLASSES);
        }
    }

    @Test
    void theBackendInterfaceKnowsNoSpring() {
        noClasses()
                .that()
                .resideInAPackage("dev.cairnfs.webui")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "jakarta..", "dev.cairnfs.webui.*..")
                .check(CLASSES);
    }

    private static String[] otherFeatures(String feature) {
        return Stream.of("files", "nodes", "health", "overview")
                .filter(other -> !other.equals(feature))
                .map(other -> "dev.cairnfs.webui." + other + "..")
                .toArray(String[]::new);
    }
}
