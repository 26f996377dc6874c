package io.kmig.core.watch;

import io.kmig.core.estate.Colour;
import io.kmig.core.estate.GroupFacts;
import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.ClusterPort;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Consumer lag of one side, in offsets up to the last stable offset. */
public final class Lag {
    private Lag() {}

    /**
     * One position.
     *
     * @param committed next offset the group reads
     * @param end last stable offset of the partition
     */
    public record Row(Colour side, String group, String state, int members, Tp tp, long committed, long end) {
        public long lag() {
            return Math.max(0, end - committed);
        }
    }

    /** All groups of a side that the predicate accepts, ordered by group and partition; two round trips. */
    public static List<Row> of(ClusterPort side, Collection<GroupFacts> groups, Predicate<String> wanted) {
        Set<Tp> partitions = new TreeSet<>();
        List<GroupFacts> chosen =
                groups.stream().filter(g -> wanted.test(g.name())).toList();
        chosen.forEach(g -> partitions.addAll(g.offsets().keySet()));
        Map<Tp, LogEnds> ends = side.ends(partitions);
        List<Row> rows = new ArrayList<>();
        for (GroupFacts group : chosen) {
            group.offsets().forEach((tp, offset) -> {
                LogEnds end = ends.get(tp);
                if (end != null) {
                    rows.add(new Row(
                            side.colour(),
                            group.name(),
                            group.state(),
                            group.members(),
                            tp,
                            offset.offset(),
                            end.lso()));
                }
            });
        }
        rows.sort(Comparator.comparing(Row::group).thenComparing(Row::tp));
        return List.copyOf(rows);
    }
}
