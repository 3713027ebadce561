package dev.cairnfs.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ClientArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.cairnfs.client");

    @Test
    void dependsOnlyOnItsShortList() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.cairnfs.client..",
                        "dev.cairnfs.shared..",
                        "dev.cairnfs.api..",
                        "java..",
                        "org.apache.hc..",
                        "org.apache.hadoop.hdfs.protocol.proto..",
                        "org.apache.hadoop.thirdparty.protobuf..",
                        "tools.jackson..",
                        "org.slf4j..",
                        "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void theStateMachineHasNoThreadClockOrInput() {
        noClasses()
                .that()
                .resideInAPackage("dev.cairnfs.client.pipeline")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.net..",
                        "java.nio..",
                        "java.util.concurrent..",
                        "org.slf4j..",
                        "dev.cairnfs.client.metadata..",
                        "dev.cairnfs.client.transfer..")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.cairnfs.(client.*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
