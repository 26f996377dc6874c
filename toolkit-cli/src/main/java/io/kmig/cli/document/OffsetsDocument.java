package io.kmig.cli.document;

import io.kmig.cli.session.Operations;
import io.kmig.core.offsets.Translation;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What {@code kmig offsets} shows. */
public record OffsetsDocument(
        int schemaVersion,
        String migration,
        int exact,
        int bounded,
        int unresolved,
        int onGreen,
        List<Line> positions) {

    /**
     * @param result exact, bounded or unresolved; {@code on green} when the group has moved, and its position there is
     *     its own
     * @param green null when unresolved
     * @param note null when exact or on green
     */
    public record Line(
            String group,
            String topic,
            int partition,
            String result,
            @Nullable Long green,
            @Nullable String note) {}

    public static OffsetsDocument of(String migration, Operations.Offsets offsets) {
        List<Line> lines = new ArrayList<>();
        offsets.onGreen().forEach((group, positions) -> new TreeMap<>(positions)
                .forEach((tp, position) ->
                        lines.add(new Line(group, tp.topic(), tp.partition(), "on green", position.offset(), null))));
        offsets.preview()
                .byGroup()
                .forEach((group, positions) -> positions.forEach((tp, translation) -> {
                    if (translation instanceof Translation.Exact t) {
                        lines.add(new Line(group, tp.topic(), tp.partition(), "exact", t.offset(), null));
                    } else if (translation instanceof Translation.Bounded t) {
                        lines.add(new Line(
                                group,
                                tp.topic(),
                                tp.partition(),
                                "bounded",
                                t.offset(),
                                t.reread() + " records read again"));
                    } else if (translation instanceof Translation.Unresolved t) {
                        lines.add(new Line(group, tp.topic(), tp.partition(), "unresolved", null, t.reason()));
                    }
                }));
        return new OffsetsDocument(
                1,
                migration,
                count(lines, "exact"),
                count(lines, "bounded"),
                count(lines, "unresolved"),
                count(lines, "on green"),
                lines);
    }

    private static int count(List<Line> lines, String result) {
        return (int) lines.stream().filter(l -> l.result().equals(result)).count();
    }
}
