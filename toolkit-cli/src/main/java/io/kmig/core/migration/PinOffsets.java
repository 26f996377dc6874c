package io.kmig.core.migration;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.Stretch;
import io.kmig.core.estate.Tp;
import io.kmig.core.offsets.Translation;
import io.kmig.core.plan.MirrorLayout;
import io.kmig.core.port.Estates;
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
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds and sets the exact offsets, on the side they go to, of groups that are stopped on the side they leave. */
public final class PinOffsets {
    private static final int ASK_WORKERS_EVERY = 8;

    private final Estates estates;
    private final Passage passage;
    private final PositionFinder finder;
    /** How the names of the connectors begin that bring records the way the groups go. */
    private final String mirrors;

    /** To green. */
    public PinOffsets(Estates estates, MirrorLayout layout) {
        this(estates, layout, Passage.toGreen(estates), Set::of);
    }

    /** @param bornOnGreen topics that applications write on green now; all others are written on blue */
    PinOffsets(Estates estates, MirrorLayout layout, Passage passage, Supplier<Set<String>> bornOnGreen) {
        this.estates = estates;
        this.passage = passage;
        this.mirrors = passage.forward() ? layout.forwardName("") : layout.reverseName("");
        this.finder = new PositionFinder(estates, passage, mirrors, layout.exactlyOnce(), bornOnGreen);
    }

    /**
     * Where each group would resume.
     *
     * @param byGroup per group and partition, in the order of topics
     * @param proved what the positions inside it rest on; a compacted partition, and one whose logs differ, has none
     */
    public record Preview(SortedMap<String, SortedMap<Tp, Translation>> byGroup, SortedMap<Tp, Stretch> proved) {
        public long positions() {
            return all().count();
        }

        public long exact() {
            return all().filter(Translation.Exact.class::isInstance).count();
        }

        public long bounded() {
            return all().filter(Translation.Bounded.class::isInstance).count();
        }

        boolean allExact() {
            return all().allMatch(Translation.Exact.class::isInstance);
        }

        /** Records that were copied twice, or differ, are there to stay. */
        boolean mayClear() {
            return lasting(topic -> true).isEmpty();
        }

        /**
         * Positions that no waiting makes exact.
         *
         * @param atRest whether a topic will be at rest when it counts. One that is written on stays as it is: what differs
         *     there can be counted only from ends that stand still
         */
        List<Tp> lasting(Predicate<String> atRest) {
            List<Tp> lasting = new ArrayList<>();
            byGroup.values()
                    .forEach(positions -> positions.forEach((tp, t) -> {
                        if (t instanceof Translation.Bounded
                                || (t instanceof Translation.Unresolved u
                                        && (!u.mayClear() || (u.askMirror() && !atRest.test(tp.topic()))))) {
                            lasting.add(tp);
                        }
                    }));
            return lasting;
        }

        /**
         * The mirror has got to all positions.
         *
         * @param atRest as of {@link #lasting}: how far it is there counts when they stand still
         */
        boolean mirrorIsThere(Predicate<String> atRest) {
            return byGroup.values().stream()
                    .flatMap(positions -> positions.entrySet().stream())
                    .filter(position -> !atRest.test(position.getKey().topic()))
                    .noneMatch(position ->
                            position.getValue() instanceof Translation.Unresolved u && u.mayClear() && !u.askMirror());
        }

        boolean askMirror() {
            return all().anyMatch(t -> t instanceof Translation.Unresolved u && u.askMirror());
        }

        /** What was left out in proving a group's positions, each with how many. */
        List<String> waivers(String group) {
            Map<String, Long> counted = new TreeMap<>();
            byGroup.getOrDefault(group, new TreeMap<>()).values().forEach(t -> counted.merge(waiver(t), 1L, Long::sum));
            counted.remove("");
            return counted.entrySet().stream()
                    .map(e -> e.getValue() + (e.getValue() == 1 ? " position" : " positions") + " with " + e.getKey())
                    .toList();
        }

        private static String waiver(Translation translation) {
            if (translation instanceof Translation.Exact e) {
                return e.waiver();
            }
            return translation instanceof Translation.Bounded b ? b.waiver() : "";
        }

        private Stream<Translation> all() {
            return byGroup.values().stream().flatMap(m -> m.values().stream());
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

    /** @param waivers what was left out in proving some of them */
    record Exactly(Map<Tp, GroupOffset> offsets, List<String> waivers) {}

    /** Changes nothing. Asked again it reads only what came since. */
    public Preview preview(Map<String, Map<Tp, GroupOffset>> offsetsThere, Consumer<Reading> listener) {
        return preview(offsetsThere, true, listener);
    }

    private Preview preview(
            Map<String, Map<Tp, GroupOffset>> offsetsThere, boolean askWorkers, Consumer<Reading> listener) {
        Map<Tp, Set<Long>> wanted = new TreeMap<>();
        offsetsThere
                .values()
                .forEach(m -> m.forEach((tp, o) ->
                        wanted.computeIfAbsent(tp, t -> new HashSet<>()).add(o.offset())));
        Map<Tp, Map<Long, Translation>> found = wanted.isEmpty() ? Map.of() : finder.find(wanted, askWorkers, listener);
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
        return new Preview(byGroup, finder.proved(wanted.keySet()));
    }

    /** Waits until the mirror has brought everything below the groups' positions, as far as waiting can help. */
    Preview settled(SortedMap<String, Map<Tp, GroupOffset>> there, Patience patience, Consumer<Reading> listener) {
        int[] round = {0};
        Supplier<Preview> look = () -> {
            // inside the pause the workers are asked only when it can help, or from time to time while waiting
            boolean asked = ++round[0] % ASK_WORKERS_EVERY == 0;
            Preview preview = preview(there, asked, listener);
            if (!asked && (preview.askMirror() || (!preview.allExact() && !preview.mayClear()))) {
                preview = preview(there, true, listener);
            }
            return preview;
        };
        return patience.awaitLast(Patience.LOOK, look, seen -> seen.allExact() || !seen.mayClear());
    }

    /**
     * The exact ones of positions that were looked for.
     *
     * @return on the target with the source's metadata, by group
     */
    SortedMap<String, Exactly> exactly(SortedMap<String, Map<Tp, GroupOffset>> there, Preview preview) {
        SortedMap<String, Exactly> exactly = new TreeMap<>();
        preview.byGroup().forEach((group, positions) -> {
            Map<Tp, GroupOffset> offsets = new HashMap<>();
            positions.forEach((tp, t) -> {
                GroupOffset was = there.getOrDefault(group, Map.of()).get(tp);
                if (t instanceof Translation.Exact exact && was != null) {
                    offsets.put(tp, new GroupOffset(exact.offset(), was.metadata()));
                }
            });
            exactly.put(group, new Exactly(offsets, preview.waivers(group)));
        });
        return exactly;
    }

    /** @param unchanged what has not happened when a move ends with this */
    KmigException notExact(String unit, Preview preview, String unchanged) {
        List<String> lines = preview.shortfalls();
        return new KmigException(new Problem(
                ErrorCode.OFFSETS_NOT_EXACT,
                lines.size() + " positions of unit " + unit + " are not exact on " + to() + ": "
                        + String.join("; ", lines.stream().limit(10).toList())
                        + (preview.mayClear() ? mirrorsDown() : ""),
                unchanged,
                preview.mayClear() && preview.askMirror()
                        ? "what differs can be counted only while nobody writes to the topic: mend the cause"
                                + " (docs/errors/KMIG-4006.md), or stop its writers for a moment, then "
                                + passage.again()
                        : preview.mayClear()
                                ? "when the mirror is caught up (`kmig status`), " + passage.again()
                                : "waiting mends none of it: look at each with `kmig offsets`, mend the cause"
                                        + " (docs/errors/KMIG-4006.md), then " + passage.again()));
    }

    /** Which mirrors do not run, and why: waiting for them helps nothing. */
    private String mirrorsDown() {
        try {
            return estates.connect().connectors().stream()
                    .filter(name -> name.startsWith(mirrors))
                    .flatMap(name -> estates.connect().connector(name).stream())
                    .filter(connector -> !connector.running())
                    .map(connector -> "; mirror " + connector.name() + " is " + connector.standing())
                    .collect(Collectors.joining());
        } catch (KmigException e) {
            if (e.has(ErrorCode.INTERRUPTED)) {
                throw e;
            }
            return "; what the mirrors do is not known: " + e.problems().get(0).observed();
        }
    }

    /** Before the first of them is written: all of the unit's groups get their positions, or none. */
    void refuseMembers(String unit, Set<String> groups) {
        LiveGroups.refuse(
                unit,
                groups,
                passage.target(),
                "no position was written; the unit is started on " + from() + " again",
                passage.again());
    }

    /**
     * Refuses positions that groups have on green, from a rehearsal or another tool, where they have committed nothing on
     * blue: their members would begin there and skip or repeat records. On the way back blue may have such positions, since
     * offsets expire: there it is left to the group.
     *
     * @param there every position on the side the groups leave
     * @param unchanged what has not happened when this refuses
     */
    void refuseLeftOvers(String unit, Map<String, Map<Tp, GroupOffset>> there, String unchanged) {
        if (!passage.forward() || there.isEmpty()) {
            return;
        }
        SortedMap<String, SortedMap<Tp, GroupOffset>> extra = new TreeMap<>();
        passage.target().stableOffsets(there.keySet()).forEach((group, offsets) -> {
            SortedMap<Tp, GroupOffset> more = new TreeMap<>(offsets);
            more.keySet().removeAll(there.getOrDefault(group, Map.of()).keySet());
            if (!more.isEmpty()) {
                extra.put(group, more);
            }
        });
        Set<String> names = new TreeSet<>();
        extra.values().forEach(more -> more.keySet().forEach(tp -> names.add(tp.topic())));
        // green's own topics are none of blue's business
        Set<String> shared =
                names.isEmpty() ? Set.of() : passage.source().topics(names).keySet();
        List<String> lines = new ArrayList<>();
        extra.forEach((group, more) -> more.forEach((tp, o) -> {
            if (shared.contains(tp.topic())) {
                lines.add(group + " on " + tp + " at " + o.offset());
            }
        }));
        if (!lines.isEmpty()) {
            throw new KmigException(new Problem(
                    ErrorCode.OFFSETS_NOT_EXACT,
                    lines.size() + " positions of unit " + unit + " are on " + to() + " where its groups have committed"
                            + " nothing on " + from() + ", and would be gone on from: "
                            + String.join("; ", lines.stream().limit(10).toList()),
                    unchanged,
                    "delete them with Kafka's `kafka-consumer-groups.sh --delete-offsets --group GROUP --topic"
                            + " TOPIC:PARTITION` on " + to() + ", then " + passage.again()));
        }
    }

    /** What the positions rest on that were found last. */
    SortedMap<Tp, Stretch> proved(Collection<Tp> partitions) {
        return finder.proved(partitions);
    }

    /** Writes one group's positions and reads them back, metadata too. */
    void write(String group, Map<Tp, GroupOffset> offsets) {
        passage.target().commitOffsets(group, offsets);
        Map<Tp, GroupOffset> back = passage.target().stableOffsets(group);
        Set<Tp> wrong = new TreeSet<>();
        offsets.forEach((tp, o) -> {
            if (!o.equals(back.get(tp))) {
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
     * @return null when MM2 has no checkpoint for it at all, or none that can be read, which stops nothing; and on the way
     *     back, for which it keeps none
     */
    @Nullable
    Long rereadAvoided(String group, Map<Tp, GroupOffset> green) {
        if (!passage.forward()) {
            return null;
        }
        Long sum = null;
        Map<Tp, Long> stock = stockCheckpoint(group);
        for (Map.Entry<Tp, GroupOffset> position : green.entrySet()) {
            Long checkpoint = stock.get(position.getKey());
            if (checkpoint != null) {
                sum = (sum == null ? 0 : sum) + Math.max(0, position.getValue().offset() - checkpoint);
            }
        }
        return sum;
    }

    /** Where MM2's checkpoint would put a group; empty when there is none, or none that can be read. */
    public Map<Tp, Long> stockCheckpoint(String group) {
        try {
            return estates.mirrorRecords().stockCheckpoint(Colour.BLUE.label(), group);
        } catch (KmigException e) {
            if (e.has(ErrorCode.INTERRUPTED)) {
                throw e;
            }
            return Map.of();
        }
    }

    private String from() {
        return passage.from().label();
    }

    private String to() {
        return passage.to().label();
    }
}
