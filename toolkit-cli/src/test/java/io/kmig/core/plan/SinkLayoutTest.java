package io.kmig.core.plan;

import static io.kmig.testkit.Specs.client;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.DatabaseSpec;
import io.kmig.testkit.Specs;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SinkLayoutTest {
    private static final String RESET = "consumer.override.auto.offset.reset";

    @Test
    void aTopicIsReadFromItsStartUnlessTheUserChoseOtherwise() {
        assertThat(config(Map.of())).containsEntry(RESET, "earliest");
        assertThat(config(Map.of(RESET, "none"))).containsEntry(RESET, "none");
    }

    @Test
    void nothingButCommittedRecordsIsReadWhateverTheUserChose() {
        String isolation = "consumer.override.isolation.level";

        assertThat(config(Map.of(isolation, "read_uncommitted"))).containsEntry(isolation, "read_committed");
    }

    private static Map<String, String> config(Map<String, String> properties) {
        DatabaseSpec plain = Specs.database(true);
        DatabaseSpec database = new DatabaseSpec(
                plain.name(), plain.topics(), plain.source(), plain.sink(), properties, plain.wayBack(), plain.from());
        MigrationSpec spec = Specs.plain()
                .with(Specs.writing(client("app", List.of(), List.of()), "shop"))
                .databases(List.of(database))
                .spec();
        return new SinkLayout(spec).config(database, 1);
    }
}
