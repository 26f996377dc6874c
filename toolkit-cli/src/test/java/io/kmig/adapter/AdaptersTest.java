package io.kmig.adapter;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class AdaptersTest {
    @Test
    void adaptersDoNotKnowEachOther() {
        JavaClasses adapters = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.kmig.adapter");

        slices().matching("io.kmig.adapter.(*)..")
                .should()
                .notDependOnEachOther()
                .because("each can be replaced, and tested, without the others")
                .check(adapters);
    }
}
