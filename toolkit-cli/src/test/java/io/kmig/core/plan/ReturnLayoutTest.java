package io.kmig.core.plan;

import static io.kmig.testkit.Specs.client;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.DatabaseSpec;
import io.kmig.testkit.Specs;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class ReturnLayoutTest {
    @Test
    void greenIsCapturedFromTheSlotOnAndEachChangeOnce() {
        SortedMap<String, String> config = capture();

        assertThat(config)
                .containsEntry("exactly.once.support", "required")
                .containsEntry("snapshot.mode", "no_data")
                .containsEntry("publication.autocreate.mode", "disabled")
                .containsEntry("slot.name", "kmig_shop_shop")
                .containsEntry("decimal.handling.mode", "string")
                .containsEntry("database.password", "${env:GREEN_PW}");
    }

    private static SortedMap<String, String> capture() {
        DatabaseSpec database = Specs.database(true);
        MigrationSpec spec = Specs.plain()
                .with(Specs.writing(client("app", List.of(), List.of()), "shop"))
                .databases(List.of(database))
                .spec();
        ReturnLayout layout = new ReturnLayout(spec);
        return layout.capture(layout.returning(database).orElseThrow());
    }
}
