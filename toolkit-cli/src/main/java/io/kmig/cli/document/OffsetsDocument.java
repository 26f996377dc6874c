package io.kmig.cli.document;

import io.kmig.cli.session.ResumePoints;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.Stretch;
import io.kmig.core.estate.Tp;
import io.kmig.core.offsets.Translation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What {@code kmig offsets} shows.
 *
 * @param uncommitted partitions of a topic that the group reads, on which it has committed nothing
 * @param rereadAvoided of all positions that stock MirrorMaker keeps a checkpoint for; null when it keeps none
 * @param compared per partition, what was read record by record and found equal, which exact positions inside it rest on
 * @param notCarried what reads and has no position that kmig could carry
 */
public record OffsetsDocument(
        int schemaVersion,
        String migration,
        int exact,
        int bounded,
        int unresolved,
        int onGreen,
        int uncommitted,
        @Nullable Long rereadAvoided,
        List<Line> positions,
        List<Compared> compared,
        List<NotCarried> notCarried) {

    /**
     * @param blue where the group stands on blue; null once it has moved
     * @param result exact, bounded or unresolved; {@code on green} when the group has moved, and its position there is
     *     its own; {@code uncommitted} when there is none, {@code pending} when a transaction is about to commit one
     * @param green null when unresolved
     * @param stock where stock MirrorMaker's checkpoint would put it on green; null when it keeps none
     * @param rereadAvoided offsets of green's log between that and {@code green}, transaction markers included; null when
     *     either is unknown
     * @param note null when on green, and when exact without a waiver
     */
    public record Line(
            String group,
            String topic,
            int partition,
            @Nullable Long blue,
            String result,
            @Nullable Long green,
            @Nullable Long stock,
            @Nullable Long rereadAvoided,
            @Nullable String note) {}

    /** As {@link Stretch}. */
    public record Compared(String topic, int partition, long blueFrom, long greenFrom, long blueTo, long greenTo) {}

    /**
     * @param kind {@code share group}, {@code nothing committed} or {@code external}
     * @param name of the group; of the client when external
     * @param topics that the client reads; empty for a group
     */
    public record NotCarried(String kind, String name, List<String> topics, String note) {}

    /** Whether {@code kmig cutover} would carry every position of every group. */
    public boolean proved() {
        return bounded + unresolved == 0
                && notCarried.stream().noneMatch(n -> n.kind().equals("share group"));
    }

    public static OffsetsDocument of(String migration, ResumePoints.Offsets offsets) {
        List<Line> lines = new ArrayList<>();
        offsets.onGreen().forEach((group, positions) -> new TreeMap<>(positions)
                .forEach((tp, position) -> lines.add(new Line(
                        group, tp.topic(), tp.partition(), null, "on green", position.offset(), null, null, null))));
        offsets.preview()
                .byGroup()
                .forEach((group, positions) ->
                        positions.forEach((tp, translation) -> lines.add(line(offsets, group, tp, translation))));
        without(offsets.uncommitted(), "uncommitted", "its auto.offset.reset decides, as on blue", lines);
        without(offsets.pending(), "pending", "an open transaction is about to commit; cutover waits for it", lines);
        return new OffsetsDocument(
                1,
                migration,
                count(lines, "exact"),
                count(lines, "bounded"),
                count(lines, "unresolved"),
                count(lines, "on green"),
                count(lines, "uncommitted"),
                avoided(lines),
                lines,
                compared(offsets.preview().proved()),
                notCarried(offsets));
    }

    private static void without(Map<String, Set<Tp>> groups, String result, String note, List<Line> lines) {
        groups.forEach((group, partitions) -> partitions.forEach(
                tp -> lines.add(new Line(group, tp.topic(), tp.partition(), null, result, null, null, null, note))));
    }

    private static List<Compared> compared(Map<Tp, Stretch> proved) {
        return new TreeMap<>(proved)
                .entrySet().stream()
                        .map(e -> new Compared(
                                e.getKey().topic(),
                                e.getKey().partition(),
                                e.getValue().blueFrom(),
                                e.getValue().greenFrom(),
                                e.getValue().blueTo(),
                                e.getValue().greenTo()))
                        .toList();
    }

    private static List<NotCarried> notCarried(ResumePoints.Offsets offsets) {
        List<NotCarried> all = new ArrayList<>();
        offsets.share()
                .forEach(group -> all.add(new NotCarried(
                        "share group",
                        group,
                        List.of(),
                        "has no position that could be carried (KIP-932): kmig cutover refuses its client")));
        offsets.without()
                .forEach(group -> all.add(new NotCarried(
                        "nothing committed",
                        group,
                        List.of(),
                        "has no position on blue: its auto.offset.reset decides, as on blue")));
        offsets.external()
                .forEach((client, topics) -> all.add(new NotCarried(
                        "external",
                        client,
                        topics,
                        "keeps its positions itself; look them up with kmig offsets --at TOPIC-PARTITION=OFFSET")));
        return all;
    }

    private static Line line(ResumePoints.Offsets offsets, String group, Tp tp, Translation translation) {
        GroupOffset there = offsets.onBlue().getOrDefault(group, Map.of()).get(tp);
        Long stock = offsets.stock().getOrDefault(group, Map.of()).get(tp);
        String result;
        Long green;
        String note;
        if (translation instanceof Translation.Exact t) {
            result = "exact";
            green = t.offset();
            note = t.waiver().isEmpty() ? null : t.waiver();
        } else if (translation instanceof Translation.Bounded t) {
            result = "bounded";
            green = t.offset();
            note = t.reread() + " records read again" + (t.waiver().isEmpty() ? "" : "; " + t.waiver());
        } else {
            result = "unresolved";
            green = null;
            note = ((Translation.Unresolved) translation).reason();
        }
        return new Line(
                group,
                tp.topic(),
                tp.partition(),
                there == null ? null : there.offset(),
                result,
                green,
                stock,
                green == null || stock == null ? null : Math.max(0, green - stock),
                note);
    }

    private static @Nullable Long avoided(List<Line> lines) {
        List<Long> known =
                lines.stream().map(Line::rereadAvoided).filter(Objects::nonNull).toList();
        return known.isEmpty()
                ? null
                : known.stream().mapToLong(Long::longValue).sum();
    }

    private static int count(List<Line> lines, String result) {
        return (int) lines.stream().filter(l -> l.result().equals(result)).count();
    }
}
