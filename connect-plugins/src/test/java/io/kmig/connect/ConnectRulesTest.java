package io.kmig.connect;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.kmig.connect", importOptions = ImportOption.DoNotIncludeTests.class)
class ConnectRulesTest {
    @ArchTest
    static final ArchRule pureRoomsKnowNoDatabase = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.kmig.connect.sink.event..", "io.kmig.connect.sink.type..", "io.kmig.connect.sink.plan..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.postgresql..")
            .because("what a record means must be testable without a database");

    @ArchTest
    static final ArchRule noCycles = slices().matching("io.kmig.connect.sink.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a room that needs the room that needs it is one room");

    @ArchTest
    static final ArchRule onlyWhatAWorkerHas = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.apache.kafka.common..",
                    "org.apache.kafka.clients..",
                    "org.apache.kafka.connect..",
                    "org.slf4j..",
                    "org.postgresql..",
                    "org.jspecify..",
                    "io.kmig.connect..")
            .because("the plugin is unpacked into workers that have nothing else");
}
