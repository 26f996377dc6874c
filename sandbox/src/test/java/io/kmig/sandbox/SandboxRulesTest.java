package io.kmig.sandbox;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.kmig", importOptions = ImportOption.DoNotIncludeTests.class)
class SandboxRulesTest {
    @ArchTest
    static final ArchRule SANDBOX_KNOWS_NO_OTHER_ROOM = noClasses()
            .that()
            .resideInAPackage("io.kmig.sandbox..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.kmig..").and(resideOutsideOfPackage("io.kmig.sandbox..")))
            .because("every other module's tests run in the sandbox, which therefore can't need any of them");

    @ArchTest
    static final ArchRule LEDGER_KNOWS_NOTHING_OF_WHAT_IT_JUDGES = noClasses()
            .that()
            .resideInAPackage("io.kmig.ledger..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.kmig..").and(resideOutsideOfPackage("io.kmig.ledger..")))
            .because("a witness that shares code with the accused would share its mistakes");

    @ArchTest
    static final ArchRule CHILDREN_NEED_THE_JDK_ONLY = classes()
            .that()
            .resideInAPackage("io.kmig.sandbox.child..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "io.kmig.sandbox.child..")
            .because("they run on a broker's class path, behind jars of any age");

    @ArchTest
    static final ArchRule NO_PACKAGE_CYCLES =
            slices().matching("io.kmig.(**)").should().beFreeOfCycles().because("a cycle is one package in disguise");
}
