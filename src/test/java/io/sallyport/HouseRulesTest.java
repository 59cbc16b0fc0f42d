package io.sallyport;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.sallyport.core.guard.GatewayRoutes;
import io.sallyport.core.guard.Guard;
import io.sallyport.core.guard.StoredObjects;
import io.sallyport.core.guard.gateway.GuardedGateway;
import io.sallyport.core.guard.write.Judge;
import io.sallyport.core.guard.write.Write;
import java.time.Instant;
import java.util.List;
import java.util.Timer;
import java.util.concurrent.ScheduledExecutorService;

/** The walls between the rooms. */
@AnalyzeClasses(packages = "io.sallyport", importOptions = DoNotIncludeTests.class)
class HouseRulesTest {

    /** Every top-level class in these rooms and below them by itself. */
    private static final class EachFile implements SliceAssignment {
        private final List<String> rooms;

        EachFile(String... rooms) {
            this.rooms = List.of(rooms);
        }

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass each) {
            boolean inside = rooms.stream().anyMatch((each.getPackageName() + ".")::startsWith);
            return inside ? SliceIdentifier.of(each.getName().replaceFirst("\\$.*", "")) : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "every file of " + String.join(", ", rooms);
        }
    }

    @ArchTest
    static final ArchRule coreIsPure = classes()
            .that()
            .resideInAPackage("..core..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.sallyport.core..",
                    "java.lang..",
                    "java.util",
                    "java.util.function",
                    "java.util.regex",
                    "java.util.stream",
                    "java.time..",
                    "java.net",
                    "java.nio.charset",
                    "java.security",
                    "com.fasterxml.jackson.core..",
                    "com.fasterxml.jackson.databind..",
                    "com.fasterxml.jackson.dataformat.yaml",
                    "io.fabric8.zjsonpatch..",
                    "org.apache.lucene.util.automaton");

    @ArchTest
    static final ArchRule coreOpensNoConnection = noClasses()
            .that()
            .resideInAPackage("..core..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.net\\.(?!URI(SyntaxException)?$).*");

    @ArchTest
    static final ArchRule coreReadsNoClock = noClasses()
            .that()
            .resideInAPackage("..core..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.time.Clock");

    @ArchTest
    static final ArchRule coreStateIsFinal =
            fields().that().areDeclaredInClassesThat().resideInAPackage("..core..").should().beFinal();

    /** With this, {@code sideEffects: None} in the chart is true: what admission runs cannot reach the cluster. */
    @ArchTest
    static final ArchRule webhookCannotReachTheCluster = noClasses()
            .that()
            .resideInAPackage("..webhook..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.fabric8.kubernetes..", "io.sallyport.controller..", "io.sallyport.cli..");

    @ArchTest
    static final ArchRule controllerKnowsNoHttpServer = noClasses()
            .that()
            .resideInAPackage("..controller..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.sallyport.webhook..", "io.sallyport.cli..");

    @ArchTest
    static final ArchRule tlsStandsAlone = noClasses()
            .that()
            .resideInAPackage("io.sallyport.tls..")
            .should()
            .dependOnClassesThat(are(resideInAnyPackage("io.sallyport.."))
                    .and(not(resideInAnyPackage("io.sallyport.tls..", "io.sallyport.schedule.."))));

    /** What is measured is told by the others: whoever counts must not be able to do. */
    @ArchTest
    static final ArchRule metricsKnowOnlyTheCore = noClasses()
            .that()
            .resideInAPackage("..metrics..")
            .should()
            .dependOnClassesThat(are(resideInAnyPackage("io.sallyport.."))
                    .and(not(resideInAnyPackage("io.sallyport.metrics..", "io.sallyport.core.."))));

    @ArchTest
    static final ArchRule configKnowsOnlyTheCore = noClasses()
            .that()
            .resideInAPackage("..config..")
            .should()
            .dependOnClassesThat(are(resideInAnyPackage("io.sallyport.."))
                    .and(not(resideInAnyPackage("io.sallyport.config..", "io.sallyport.core.."))));

    @ArchTest
    static final ArchRule roomsFormNoCircle = slices().matching("io.sallyport.(**)").should().beFreeOfCycles();

    /** So that each file of these rooms can be read without those that know it. */
    @ArchTest
    static final ArchRule filesFormNoCircle = slices()
            .assignedFrom(new EachFile("io.sallyport.core.guard", "io.sallyport.controller", "io.sallyport.cli"))
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule judgesDoNotKnowEachOther = slices()
            .matching("io.sallyport.core.guard.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(
                    alwaysTrue(), resideInAnyPackage("..core.guard.gateway", "..core.guard.message", "..core.guard.write"));

    @ArchTest
    static final ArchRule whatIsGuardedKnowsNoJudge = classes()
            .that()
            .resideInAnyPackage("..core.guard.gateway", "..core.guard.message", "..core.guard.write")
            .and()
            .doNotHaveSimpleName("Judge")
            .should()
            .onlyDependOnClassesThat(not(assignableTo(Judge.class)));

    /** Whoever asks the guard writes down a write, and reads faults; or asks which routes it knows, or about what is stored. */
    @ArchTest
    static final ArchRule guardHasOneDoor = noClasses()
            .that()
            .resideOutsideOfPackage("..core.guard..")
            .should()
            .dependOnClassesThat(are(resideInAnyPackage("..core.guard.."))
                    .and(not(belongToAnyOf(Guard.class, Write.class, GuardedGateway.class, GatewayRoutes.class, StoredObjects.class))));

    /** What the rooms of the controller share is below them; only the Controller puts them together. */
    @ArchTest
    static final ArchRule controllersRoomsDoNotKnowEachOther = slices()
            .matching("io.sallyport.controller.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(alwaysTrue(), resideInAnyPackage("..controller.cluster"))
            .ignoreDependency(
                    resideInAnyPackage("..controller.reconcile"),
                    resideInAnyPackage("..controller.cache", "..controller.issuer"));

    /** A step that throws ends Java's own timers without a word. */
    @ArchTest
    static final ArchRule nothingRunsByATimerThatCanEndUnseen = noClasses()
            .that()
            .resideOutsideOfPackage("..schedule..")
            .should()
            .dependOnClassesThat(assignableTo(ScheduledExecutorService.class).or(assignableTo(Timer.class)));

    /** A judge can only use up the budget that it is given; what becomes of a write then is said in one place. */
    @ArchTest
    static final ArchRule onlyTheGuardGivesAJudgeItsBudget = noClasses()
            .that()
            .resideInAPackage("..core.guard..")
            .and()
            .haveNameNotMatching("io\\.sallyport\\.core\\.guard\\.(Guard|GatewayRoutes)")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.sallyport.core.policy.language.Budget");

    @ArchTest
    static final ArchRule namesSayWhatAThingIs = noClasses()
            .should()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameStartingWith("Abstract");

    @ArchTest
    static final ArchRule onlyMainReadsTheEnvironmentAndEndsTheProcess = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.sallyport.Main")
            .should()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "exit", int.class);
}
