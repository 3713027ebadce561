package dev.cairnfs.simulation;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** The same seed must give the same run: nothing here may bring chance, time or threads of its own. */
class ArchitectureTest {
    private static final JavaClasses SIMULATION = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.cairnfs.simulation");

    /** What takes the places of the JDK's classes has to be of their kind; it gets its time and chance from the kernel. */
    private static final String[] MACHINERY = {
        "dev.cairnfs.simulation.runtime..",
        "dev.cairnfs.simulation.disk..",
        "dev.cairnfs.simulation.net..",
        "dev.cairnfs.simulation.weave.."
    };

    @Test
    void itHasNoThreadsAndNoNetwork() {
        // Futures are how the core answers; here they are complete or completed by the scheduler.
        noClasses()
                .that()
                .resideOutsideOfPackages(MACHINERY)
                .should()
                .dependOnClassesThat(resideInAPackage("java.util.concurrent..")
                        .and(not(belongToAnyOf(CompletableFuture.class, CompletionException.class))))
                .check(SIMULATION);
        noClasses()
                .that()
                .resideOutsideOfPackages(MACHINERY)
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Thread.class)
                .check(SIMULATION);
        noClasses()
                .that()
                .resideOutsideOfPackages(MACHINERY)
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.net..", "java.nio.channels..", "io.netty..")
                        .and(not(belongToAnyOf(URI.class, ConnectException.class, SocketTimeoutException.class))))
                .check(SIMULATION);
    }

    /** Real threads are made in one place, where each waits for its turn. */
    @Test
    void onlyCarriersStartThreads() {
        noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Carrier")
                .and()
                .haveSimpleNameNotStartingWith("Simulated")
                .should()
                .callConstructor(Thread.class, Runnable.class, String.class)
                .check(SIMULATION);
    }

    @Test
    void timeAndChanceComeFromTheWorld() {
        noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Main")
                .should()
                .callCodeUnitWhere(nondeterministic())
                .check(SIMULATION);
    }

    private static DescribedPredicate<JavaCall<?>> nondeterministic() {
        Map<String, Set<String>> calls = Map.of(
                "java.lang.System", Set.of("currentTimeMillis", "nanoTime", "identityHashCode"),
                "java.lang.Math", Set.of("random"),
                "java.util.UUID", Set.of("randomUUID"),
                "java.time.Instant", Set.of("now"));
        return new DescribedPredicate<>("a clock or a source of chance") {
            @Override
            public boolean test(JavaCall<?> call) {
                String owner = call.getTarget().getOwner().getName();
                String name = call.getTarget().getName();
                boolean unseeded = owner.equals(Random.class.getName())
                        && name.equals("<init>")
                        && call.getTarget().getRawParameterTypes().isEmpty();
                return unseeded || calls.getOrDefault(owner, Set.of()).contains(name);
            }
        };
    }

    /** Their order depends on hash codes, of which some are addresses. */
    @Test
    void nothingIsKeptInHashOrder() {
        noClasses()
                .that()
                // It only looks up.
                .haveSimpleNameNotStartingWith("Monitors")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(HashMap.class, HashSet.class, IdentityHashMap.class)
                .check(SIMULATION);
    }

    @Test
    void itKnowsNoApplication() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "org.springframework..", "dev.cairnfs.namenode.app..", "dev.cairnfs.datanode.app.."))
                .check(SIMULATION);
    }

    /** Whoever names a woven class must be loaded together with it; tests and main programs are not. */
    @Test
    void onlyTheClusterKnowsWhatIsWoven() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.cairnfs.simulation.cluster..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "dev.cairnfs.datanode..", "dev.cairnfs.client..", "dev.cairnfs.simulation.cluster.."))
                .check(SIMULATION);
    }

    @Test
    void theMachineryKnowsNoScenario() {
        noClasses()
                .that()
                .resideInAnyPackage(MACHINERY)
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.cairnfs.simulation", "dev.cairnfs.simulation.cluster.."))
                .check(SIMULATION);
    }
}
