package dev.cairnfs.namenode;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.cairnfs.namenode.state.Namespace;
import java.io.File;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the rooms of the core may see and do (docs/ARCHITECTURE.md). */
class ArchitectureTest {
    private static final String ROOT = "dev.cairnfs.namenode";

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    /** Rooms that are pure state machine: handed the time, no threads, no I/O. */
    private static final String[] PURE = {room("record"), room("state"), room("blocks"), room("command")};

    private static String room(String name) {
        return ROOT + "." + name + "..";
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CORE);
    }

    @Test
    void roomsFormNoCycle() {
        check(slices().matching(ROOT + ".(*)..").should().beFreeOfCycles());
    }

    @Test
    void roomsSeeOnlyTheirNeighbours() {
        mayUse("record");
        mayUse("state", "record");
        mayUse("blocks", "state", "record");
        mayUse("command", "state", "blocks", "record");
        mayUse("journal", "record");
        mayUse("image", "state", "record");
        mayUse("loop", "command", "blocks", "state", "journal", "record");
    }

    private static void mayUse(String room, String... neighbours) {
        DescribedPredicate<JavaClass> allowed = resideInAPackage(room(room));
        for (String neighbour : neighbours) {
            allowed = allowed.or(resideInAPackage(room(neighbour)));
        }
        check(noClasses()
                .that()
                .resideInAPackage(room(room))
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..").and(DescribedPredicate.not(allowed))));
    }

    @Test
    void theStateMachineHasNoThreadsAndNoIo() {
        check(noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "java.util.concurrent..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.net..",
                        "io.netty..")));
        check(noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Thread.class, ThreadLocal.class, File.class, Clock.class));
        check(methods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(PURE)
                .should()
                .notHaveModifier(JavaModifier.SYNCHRONIZED));
    }

    @Test
    void theStateMachineHasNoClockAndNoChance() {
        check(noClasses().that().resideInAnyPackage(PURE).should().callCodeUnitWhere(nondeterministic()));
    }

    private static DescribedPredicate<JavaCall<?>> nondeterministic() {
        return call("a clock or a source of chance", target -> {
            String name = target.getName();
            if (target.getOwner().getPackageName().equals("java.time")) {
                return name.equals("now");
            }
            return switch (target.getOwner().getName()) {
                case "java.lang.System" ->
                    Set.of("currentTimeMillis", "nanoTime", "identityHashCode").contains(name);
                case "java.lang.Math" -> name.equals("random");
                case "java.util.UUID" -> name.equals("randomUUID");
                case "java.util.Random", "java.security.SecureRandom" -> name.equals("<init>");
                case "java.util.Collections" -> name.equals("shuffle");
                case "java.util.Date", "java.util.Calendar" -> name.equals("<init>") || name.equals("getInstance");
                default -> false;
            };
        });
    }

    private interface TargetTest {
        boolean matches(CodeUnitCallTarget target);
    }

    private static DescribedPredicate<JavaCall<?>> call(String description, TargetTest test) {
        return new DescribedPredicate<>(description) {
            @Override
            public boolean test(JavaCall<?> call) {
                return test.matches(call.getTarget());
            }
        };
    }

    @Test
    void onlyTheSingleWriterAndStartReplay() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(room("loop"), room("lifecycle"), room("image"))
                .should()
                .callCodeUnitWhere(call(
                        "Namespace.replay",
                        target -> target.getName().equals("replay")
                                && target.getOwner().isAssignableTo(Namespace.class))));
    }

    @Test
    void theStateOffersNoWayToChangeItButReplay() {
        check(classes()
                .that()
                .resideInAPackage(room("state"))
                .and()
                .haveSimpleNameEndingWith("Replay")
                .should()
                .notBePublic());
        check(methods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage(room("state"))
                .and()
                .haveNameMatching("(set|add|put|remove|insert|free|release|take|load)[A-Z]?.*")
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .and()
                .areNotStatic()
                .should()
                .notBePublic());
    }

    @Test
    void theCoreKnowsNoFramework() {
        check(noClasses()
                .that(alwaysTrue())
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "org.springframework..", "io.netty..", "jakarta..", "tools.jackson..", "com.fasterxml..")));
    }

    /** A viewer is a program of its own, whose output is what it is for. */
    @Test
    void nobodyPrintsButViewersAndNobodySleeps() {
        for (String field : List.of("out", "err")) {
            check(noClasses()
                    .that()
                    .haveSimpleNameNotEndingWith("Viewer")
                    .should()
                    .accessField(System.class, field));
        }
        check(noClasses().should().callMethod(Thread.class, "sleep", long.class));
    }
}
