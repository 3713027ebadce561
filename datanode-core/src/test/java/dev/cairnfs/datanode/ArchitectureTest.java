package dev.cairnfs.datanode;

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
import dev.cairnfs.datanode.replica.ReplicaTable;
import java.time.Instant;
import org.jspecify.annotations.NullMarked;
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

    @Test
    void packagesUseOnlyTheirAllowedNeighbours() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("whole")
                .definedBy("dev.cairnfs.datanode")
                .layer("namenode")
                .definedBy("dev.cairnfs.datanode.namenode..")
                .layer("recovery")
                .definedBy("dev.cairnfs.datanode.recovery..")
                .layer("transfer")
                .definedBy("dev.cairnfs.datanode.transfer..")
                .layer("volume")
                .definedBy("dev.cairnfs.datanode.volume..")
                .layer("replica")
                .definedBy("dev.cairnfs.datanode.replica..")
                .whereLayer("whole")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("namenode")
                .mayOnlyBeAccessedByLayers("whole", "recovery")
                .whereLayer("recovery")
                .mayOnlyBeAccessedByLayers("whole")
                .whereLayer("transfer")
                .mayOnlyBeAccessedByLayers("whole")
                .whereLayer("volume")
                .mayOnlyBeAccessedByLayers("whole", "transfer")
                .whereLayer("replica")
                .mayOnlyBeAccessedByLayers("whole", "transfer", "volume")
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
    void replicasChangeOnlyUnderTheMapsLock() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.cairnfs.datanode.replica..")
                .and()
                .doNotHaveFullyQualifiedName("dev.cairnfs.datanode.volume.ReplicaMap")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ReplicaTable.class)
                .check(CLASSES);
        noClasses()
                .that()
                .haveFullyQualifiedName("dev.cairnfs.datanode.volume.ReplicaMap")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio..", "java.net..")
                .check(CLASSES);
    }

    @Test
    void durationsAreMonotonicAndNobodySleeps() {
        // The numbers of reports begin with the wall clock, once, so that they grow from one start to the next.
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.cairnfs.datanode.DataNode")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Instant.class)
                .check(CLASSES);
    }
}
