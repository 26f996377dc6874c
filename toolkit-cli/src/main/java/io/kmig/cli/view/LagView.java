package io.kmig.cli.view;

import io.kmig.cli.document.LagDocument;
import io.kmig.cli.document.LagDocument.GroupLine;
import java.util.LinkedHashMap;
import java.util.Map;

/** Lag as a table, summed by topic unless partitions are asked for. */
public final class LagView {

    public String human(LagDocument lag, boolean partitions) {
        Columns groups = partitions
                ? new Columns(
                        "SIDE",
                        "GROUP",
                        "STATE",
                        "MEMBERS#",
                        "TOPIC",
                        "PARTITION#",
                        "COMMITTED#",
                        "END#",
                        "LAG#",
                        "NOTE")
                : new Columns("SIDE", "GROUP", "STATE", "MEMBERS#", "TOPIC", "PARTITIONS#", "LAG#", "NOTE");
        if (partitions) {
            for (GroupLine g : lag.groups()) {
                groups.row(
                        g.side(),
                        g.group(),
                        g.state(),
                        g.members(),
                        g.topic(),
                        g.partition(),
                        g.committed(),
                        g.end(),
                        g.lag(),
                        note(g));
            }
        } else {
            sums(lag)
                    .forEach((key, sum) -> groups.row(
                            key.side(),
                            key.group(),
                            key.state(),
                            key.members(),
                            key.topic(),
                            sum[0],
                            sum[1],
                            key.note()));
        }
        Columns mirrors = new Columns("MIRROR", "BEHIND#");
        lag.mirrors().forEach(m -> mirrors.row(m.mirror(), m.behind()));
        return (groups.isEmpty() ? "No group in scope has committed offsets." : groups.toString())
                + (mirrors.isEmpty() ? "" : "\n\n" + mirrors);
    }

    private static String note(GroupLine line) {
        return line.note() == null ? "" : line.note();
    }

    private record Key(String side, String group, String state, int members, String topic, String note) {}

    private static Map<Key, long[]> sums(LagDocument lag) {
        Map<Key, long[]> sums = new LinkedHashMap<>();
        for (GroupLine g : lag.groups()) {
            long[] sum = sums.computeIfAbsent(
                    new Key(g.side(), g.group(), g.state(), g.members(), g.topic(), note(g)), k -> new long[2]);
            sum[0]++;
            sum[1] += g.lag();
        }
        return sums;
    }
}
