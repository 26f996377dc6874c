package io.kmig.cli.document;

import io.kmig.core.watch.Lag;
import io.kmig.core.watch.MirrorProgress;
import java.time.Instant;
import java.util.List;

/** What {@code kmig lag} shows. */
public record LagDocument(
        int schemaVersion, String migration, Instant at, List<GroupLine> groups, List<MirrorLine> mirrors) {

    /** @param lag offsets between the committed position and the last stable offset */
    public record GroupLine(
            String side,
            String group,
            String state,
            int members,
            String topic,
            int partition,
            long committed,
            long end,
            long lag) {}

    /** @param behind offsets of the side it reads that the mirror has not committed */
    public record MirrorLine(String mirror, long behind) {}

    public static LagDocument of(String migration, Instant at, List<Lag.Row> rows, List<MirrorProgress> mirrors) {
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
                                r.lag()))
                        .toList(),
                mirrors.stream()
                        .map(m -> new MirrorLine(m.mirror(), m.remaining()))
                        .toList());
    }
}
