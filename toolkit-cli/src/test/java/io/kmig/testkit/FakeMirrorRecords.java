package io.kmig.testkit;

import io.kmig.core.estate.Tp;
import io.kmig.core.port.MirrorRecords;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Offset syncs and checkpoints as a test or a {@link FakeConnect} put them. */
public final class FakeMirrorRecords implements MirrorRecords {
    private record Place(String alias, Tp tp) {}

    private record Reader(String alias, String group) {}

    private final Map<Place, TreeMap<Long, ProvenPair>> pairs = new HashMap<>();
    private final Map<Reader, Map<Tp, Long>> checkpoints = new HashMap<>();

    @Override
    public Map<Tp, List<ProvenPair>> provenPairs(String sourceAlias, Collection<Tp> partitions) {
        Map<Tp, List<ProvenPair>> found = new HashMap<>();
        for (Tp tp : partitions) {
            var proven = pairs.get(new Place(sourceAlias, tp));
            if (proven != null) {
                found.put(tp, new ArrayList<>(proven.values()));
            }
        }
        return found;
    }

    @Override
    public Map<Tp, Long> stockCheckpoint(String sourceAlias, String group) {
        return Map.copyOf(checkpoints.getOrDefault(new Reader(sourceAlias, group), Map.of()));
    }

    public FakeMirrorRecords pair(String sourceAlias, Tp tp, long source, long target) {
        pairs.computeIfAbsent(new Place(sourceAlias, tp), place -> new TreeMap<>())
                .put(source, new ProvenPair(source, target));
        return this;
    }

    public FakeMirrorRecords checkpoint(String sourceAlias, String group, Tp tp, long target) {
        checkpoints
                .computeIfAbsent(new Reader(sourceAlias, group), reader -> new HashMap<>())
                .put(tp, target);
        return this;
    }
}
