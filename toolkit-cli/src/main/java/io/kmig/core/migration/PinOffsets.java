package io.kmig.core.migration;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.Tp;
import io.kmig.core.offsets.OffsetTranslator;
import io.kmig.core.offsets.OffsetTranslator.Origin;
import io.kmig.core.offsets.Translation;
import io.kmig.core.port.Estates;
import io.kmig.core.port.MirrorRecords.ProvenPair;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds and sets the exact offsets, on the side they go to, of groups that are stopped on the side they leave. */
public final class PinOffsets {
    private final Estates estates;
    private final Passage passage;
    /** Topics that applications write on green now; all others are written on blue. */
    private final Supplier<Set<String>> bornOnGreen;

    /** To green. */
    public PinOffsets(Estates estates) {
        this(estates, Passage.toGreen(estates), Set::of);
    }

    PinOffsets(Estates estates, Passage passage, Supplier<Set<String>> bornOnGreen) {
        this.estates = estates;
        this.passage = passage;
        this.bornOnGreen = bornOnGreen;
    }

    /**
     * Where each group would resume.
     *
     * @param byGroup per group and partition, in the order of topics
     */
    public record Preview(SortedMap<String, SortedMap<Tp, Translation>> byGroup) {
        boolean allExact() {
            return byGroup.values().stream()
                    .flatMap(m -> m.values().stream())
                    .allMatch(t -> t instanceof Translation.Exact);
        }

        boolean mayClear() {
            return byGroup.values().stream()
                    .flatMap(m -> m.values().stream())
                    .noneMatch(t -> t instanceof Translation.Unresolved u && !u.mayClear());
        }

        List<String> shortfalls() {
            List<String> lines = new ArrayList<>();
            byGroup.forEach((group, tps) -> tps.forEach((tp, t) -> {
                if (t instanceof Translation.Unresolved u) {
                    lines.add(group + " on " + tp + ": " + u.reason());
                } else if (t instanceof Translation.Bounded b) {
                    lines.add(group + " on " + tp + ": would read " + b.reread() + " records again");
                }
            }));
            return lines;
        }
    }

    /** Changes nothing. */
    public Preview preview(Map<String, Map<Tp, GroupOffset>> offsetsThere) {
        Map<Tp, Set<Long>> wanted = new TreeMap<>();
        offsetsThere
                .values()
                .forEach(m -> m.forEach((tp, o) ->
                        wanted.computeIfAbsent(tp, t -> new HashSet<>()).add(o.offset())));
        Map<Tp, Map<Long, Translation>> found = new HashMap<>();
        if (!wanted.isEmpty()) {
            Map<Tp, LogEnds> targetEnds = passage.target().ends(wanted.keySet());
            Map<Tp, LogEnds> sourceEnds = passage.source().ends(wanted.keySet());
            Map<Tp, List<ProvenPair>> pairs = provenPairs(wanted.keySet());
            Set<String> onGreen = bornOnGreen.get();
            OffsetTranslator translator = new OffsetTranslator(passage.sourceLog(), passage.targetLog());
            wanted.forEach((tp, positions) -> {
                LogEnds source = sourceEnds.get(tp);
                LogEnds target = targetEnds.get(tp);
                if (source != null && target != null) {
                    found.put(
                            tp,
                            translator.translate(
                                    tp,
                                    positions,
                                    source,
                                    target,
                                    pairs.getOrDefault(tp, List.of()),
                                    onGreen.contains(tp.topic()) == passage.forward() ? Origin.TARGET : Origin.SOURCE));
                }
            });
        }
        SortedMap<String, SortedMap<Tp, Translation>> byGroup = new TreeMap<>();
        offsetsThere.forEach((group, offsets) -> {
            SortedMap<Tp, Translation> positions = new TreeMap<>();
            offsets.forEach((tp, o) -> {
                Map<Long, Translation> there = found.get(tp);
                Translation t = there == null ? null : there.get(o.offset());
                positions.put(tp, t == null ? new Translation.Unresolved("the topic is not on both sides", false) : t);
            });
            byGroup.put(group, positions);
        });
        return new Preview(byGroup);
    }

    /** What the forward mirror wrote down is proved both ways: the logs stay equal, record by record, on either way. */
    private Map<Tp, List<ProvenPair>> provenPairs(Collection<Tp> partitions) {
        Map<Tp, List<ProvenPair>> pairs = estates.mirrorRecords().provenPairs(Colour.BLUE.label(), partitions);
        if (passage.forward()) {
            return pairs;
        }
        Map<Tp, List<ProvenPair>> swapped = new HashMap<>();
        pairs.forEach((tp, list) ->
                swapped.put(tp, list.stream().map(ProvenPair::swapped).toList()));
        return swapped;
    }

    /**
     * Waits until the mirror has brought everything below the groups' positions.
     *
     * @return exact positions on the target with the source's metadata, by group
     */
    SortedMap<String, Map<Tp, GroupOffset>> exact(
            String unit, SortedMap<String, Map<Tp, GroupOffset>> there, Patience patience) {
        List<Preview> last = new ArrayList<>();
        patience.awaitTrue(() -> {
            last.clear();
            last.add(preview(there));
            return last.get(0).allExact() || !last.get(0).mayClear();
        });
        Preview preview = last.get(0);
        if (!preview.allExact()) {
            List<String> lines = preview.shortfalls();
            throw new KmigException(new Problem(
                    ErrorCode.OFFSETS_NOT_EXACT,
                    lines.size() + " positions of unit " + unit + " are not exact on " + to() + ": "
                            + String.join("; ", lines.stream().limit(10).toList()),
                    "no offset was written; the unit is started on " + from() + " again",
                    "when the mirror is caught up (`kmig status`), run `" + passage.command() + "` again"));
        }
        SortedMap<String, Map<Tp, GroupOffset>> exactly = new TreeMap<>();
        preview.byGroup().forEach((group, positions) -> {
            Map<Tp, GroupOffset> offsets = new HashMap<>();
            positions.forEach((tp, t) -> {
                GroupOffset was = there.getOrDefault(group, Map.of()).get(tp);
                if (t instanceof Translation.Exact exact && was != null) {
                    offsets.put(tp, new GroupOffset(exact.offset(), was.metadata()));
                }
            });
            exactly.put(group, offsets);
        });
        return exactly;
    }

    /** Writes one group's positions and reads them back. */
    void write(String group, Map<Tp, GroupOffset> offsets) {
        passage.target().commitOffsets(group, offsets);
        Map<Tp, GroupOffset> back = passage.target().stableOffsets(group);
        Set<Tp> wrong = new TreeSet<>();
        offsets.forEach((tp, o) -> {
            GroupOffset there = back.get(tp);
            if (there == null || there.offset() != o.offset()) {
                wrong.add(tp);
            }
        });
        if (!wrong.isEmpty()) {
            throw new KmigException(new Problem(
                    ErrorCode.OFFSETS_NOT_EXACT,
                    "group " + group + " reads back other offsets than were written on " + to() + ": " + wrong,
                    "the unit is started on " + from() + " again",
                    "make sure nothing else commits for this group on " + to() + ", then run `" + passage.command()
                            + "` again"));
        }
    }

    /**
     * How many offsets of green's log (markers included) stock MM2 checkpoints would have made the group read again.
     *
     * @return null when MM2 has no checkpoint for it at all, and on the way back, for which it keeps none
     */
    @Nullable
    Long rereadAvoided(String group, Map<Tp, GroupOffset> green) {
        if (!passage.forward()) {
            return null;
        }
        Map<Tp, Long> stock = estates.mirrorRecords().stockCheckpoint(Colour.BLUE.label(), group);
        Long sum = null;
        for (Map.Entry<Tp, GroupOffset> position : green.entrySet()) {
            Long checkpoint = stock.get(position.getKey());
            if (checkpoint != null) {
                sum = (sum == null ? 0 : sum) + Math.max(0, position.getValue().offset() - checkpoint);
            }
        }
        return sum;
    }

    private String from() {
        return passage.from().label();
    }

    private String to() {
        return passage.to().label();
    }
}
