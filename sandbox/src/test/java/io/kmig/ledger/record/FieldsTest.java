package io.kmig.ledger.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldsTest {
    @Test
    void anyTextComesBackAsItWasAndNullIsNotAnEmptyOne() {
        List<String> texts = Arrays.asList("a,b", null, "", "\\N", "\\e", "tab\tline\nreturn\r", "\\", "東京😀", ",");

        String field = Fields.join(texts);

        assertThat(field).doesNotContain("\t", "\n", "\r");
        assertThat(Fields.split(field)).isEqualTo(texts);
        assertThat(Fields.split(Fields.join(List.of()))).isEmpty();
        assertThat(Fields.split(Fields.join(List.of("")))).containsExactly("");
    }

    @Test
    void aTornEscapeIsNoText() {
        assertThatThrownBy(() -> Fields.split("a\\")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fields.split("\\q")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void changesAndTheirEndsAreReadAsTheyWereWritten() {
        Map<String, String> cells = new LinkedHashMap<>();
        cells.put("odd\tname", "line\nend");
        cells.put("nothing", null);
        ClientRow changed = new ClientRow.Changed(
                7, Cluster.GREEN, 42, Operation.UPDATE, "shop.\"odd, one\"", RowKey.of("1,2", "x\ty"), cells);
        ClientRow deleted =
                new ClientRow.Changed(8, Cluster.BLUE, 43, Operation.DELETE, "shop.t", RowKey.of("1"), Map.of());
        ClientRow ended = new ClientRow.Ended(9, Cluster.BLUE, 43, Outcome.UNKNOWN, "no\nanswer");

        assertThat(RowCodec.row(RowCodec.line(changed))).isEqualTo(changed);
        assertThat(new ArrayList<>(((ClientRow.Changed) RowCodec.row(RowCodec.line(changed)))
                        .cells()
                        .keySet()))
                .containsExactly("odd\tname", "nothing");
        assertThat(RowCodec.row(RowCodec.line(deleted))).isEqualTo(deleted);
        assertThat(RowCodec.row(RowCodec.line(ended)))
                .isEqualTo(new ClientRow.Ended(9, Cluster.BLUE, 43, Outcome.UNKNOWN, "no answer"));
    }
}
