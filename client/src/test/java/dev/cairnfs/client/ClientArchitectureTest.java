package dev.cairnfs.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Instant;
import org.jspecify.annotations.NullMarked;
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

    @Test
    void packagesUseOnlyTheirAllowedNeighbours() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("face")
                .definedBy("dev.cairnfs.client")
                .layer("read")
                .definedBy("dev.cairnfs.client.read..")
                .layer("write")
                .definedBy("dev.cairnfs.client.write..")
                .layer("lease")
                .definedBy("dev.cairnfs.client.lease..")
                .layer("pipeline")
                .definedBy("dev.cairnfs.client.pipeline..")
                .layer("metadata")
                .definedBy("dev.cairnfs.client.metadata..")
                .layer("transfer")
                .definedBy("dev.cairnfs.client.transfer..")
                .whereLayer("face")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("read")
                .mayOnlyBeAccessedByLayers("face")
                .whereLayer("write")
                .mayOnlyBeAccessedByLayers("face")
                .whereLayer("lease")
                .mayOnlyBeAccessedByLayers("face", "write")
                .whereLayer("pipeline")
                .mayOnlyBeAccessedByLayers("face", "write")
                .whereLayer("metadata")
                .mayOnlyBeAccessedByLayers("face", "read", "write", "lease")
                .whereLayer("transfer")
                .mayOnlyBeAccessedByLayers("face", "read", "write")
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        classes()
                .should(new ArchCondition<JavaClass>("be in a null-marked package") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
                        events.add(new SimpleConditionEvent(item, marked, item.getPackageName()));
                    }
                })
                .check(CLASSES);
    }

    @Test
    void onlyTheMetadataHalfSpeaksHttp() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.cairnfs.client.metadata..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.hc..", "tools.jackson..")
                .check(CLASSES);
    }

    @Test
    void durationsAreMonotonicAndRepetitionsAreDecidedWithoutAClock() {
        noClasses()
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Instant.class)
                .check(CLASSES);
        noClasses()
                .that()
                .haveFullyQualifiedName("dev.cairnfs.client.metadata.CallAttempts")
                .or()
                .haveFullyQualifiedName("dev.cairnfs.client.metadata.ApiTransport")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(CLASSES);
    }
}
