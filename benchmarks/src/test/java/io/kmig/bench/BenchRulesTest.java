package io.kmig.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

@AnalyzeClasses(packages = "io.kmig.bench", importOptions = ImportOption.DoNotIncludeTests.class)
class BenchRulesTest {
    @ArchTest
    static final ArchRule everyRoomSaysWhatItIsFor = classes()
            .that()
            .areTopLevelClasses()
            .should(new ArchCondition<>("live in a package whose package-info is @NullMarked") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                        events.add(SimpleConditionEvent.violated(
                                type, type.getPackageName() + " has no such package-info"));
                    }
                }
            })
            .because("a newcomer finds the place for a change from the tree alone");
}
