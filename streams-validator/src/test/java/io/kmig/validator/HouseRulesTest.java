package io.kmig.validator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.kmig.validator", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {
    @ArchTest
    static final ArchRule matchingIsPure = classes()
            .that()
            .resideInAnyPackage("io.kmig.validator.match..", "io.kmig.validator.chain..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "io.kmig.validator.match..",
                    "io.kmig.validator.chain..",
                    "io.kmig.validator.digest..")
            .because("what decides equality must be testable without a broker, and run in anything that feeds it");

    @ArchTest
    static final ArchRule digestsAreOfBytes = noClasses()
            .that()
            .resideInAPackage("io.kmig.validator.digest..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..")
            .because("a digest is a stored format, and no client library may have a say in it");

    @ArchTest
    static final ArchRule streamsStaysInTheTopology = noClasses()
            .that()
            .resideOutsideOfPackage("io.kmig.validator.topology..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka.streams..")
            .because("one room knows Kafka Streams' traps");

    @ArchTest
    static final ArchRule noCycles = slices().matching("io.kmig.validator.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a room that needs the room that needs it is one room");

    @ArchTest
    static final ArchRule nobodyWritesToTheTerminal = noClasses()
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(System.class, "exit", int.class)
            .because("the command line owns it");
}
