package io.kmig.cli.document;

import io.kmig.core.estate.Colour;
import io.kmig.core.watch.Lag;
import io.kmig.core.watch.MirrorProgress;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code kmig lag} shows. */
public record LagDocument(
        int schemaVersion, String migration, Instant at, List<GroupLine> groups, List<MirrorLine> mirrors) {

    /**
     * @param lag offsets between the committed position and the last stable offset
     * @param note {@code on green} where the group has moved and left this position behind; null elsewhere
     */
    public record GroupLine(
            String side,
            String group,
            String state,
            int members,
            String topic,
            int partition,
            long committed,
            long end,
            long lag,
            @Nullable String note) {}

    /** @param behind offsets of the side it reads that the mirror has not committed */
    public record MirrorLine(String mirror, long behind) {}

    /** @param onGreen groups that have moved */
    public static LagDocument of(
            String migration, Instant at, List<Lag.Row> rows, Set<String> onGreen, List<MirrorProgress> mirrors) {
        return new LagDocument(
                1,
                migration,
                at,
                rows.stream()
                        .map(r -> new GroupLine(
                                r.side().label(),
                                r.group(),
                                r.state(),
                                r.members(),
                                r.tp().topic(),
                                r.tp().partition(),
                                r.committed(),
                                r.end(),
                                r.lag(),
                                r.side() == Colour.BLUE && onGreen.contains(r.group()) ? "on green" : null))
                        .toList(),
                mirrors.stream()
                        .map(m -> new MirrorLine(m.mirror(), m.remaining()))
                        .toList());
    }
}
