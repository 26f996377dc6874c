package io.kmig.core.migration;

import io.kmig.core.error.KmigException;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.Tp;
import io.kmig.core.graph.Unit;
import io.kmig.core.journal.Event;
import io.kmig.core.journal.Step;
import io.kmig.core.port.JournalPort;
import io.kmig.core.port.Pacer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The positions of a unit's groups: found while its clients still run, set when they have stopped. */
final class Pinning {
    /** How long a group may take to read past what the logs will always differ in. */
    static final Duration READ_PAST_WITHIN = Duration.ofSeconds(10);

    /** How long a mirror may take to bring what lies below the positions while the clients still run. */
    static final Duration BROUGHT_WITHIN = Duration.ofSeconds(60);

    /** A look at logs that differ may read both more than once. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Passage passage;
    private final Pacer pacer;
    private final JournalPort journal;
    private final MoveListener listener;
    private final Steps steps;
    private final PinOffsets pins;

    Pinning(Passage passage, Crossing.Tools tools, Steps steps) {
        this.passage = passage;
        this.pacer = tools.pacer();
        this.journal = tools.journal();
        this.listener = tools.listener();
        this.steps = steps;
        this.pins = new PinOffsets(
                tools.estates(), tools.layout(), passage, () -> new History(journal.entries()).writtenOnGreen());
    }

    /**
     * Both logs are read while the clients still run, so that only what comes until they stop is left for the pause.
     *
     * @return what was found, for the operator
     * @throws KmigException when a position is not exact and no waiting mends it, or the mirror does not get to where the
     *     groups were: no client has to be stopped to see that. What may clear when the logs are at rest refuses nothing
     *     here, and {@link Step#PIN} decides
     */
    Optional<String> readAhead(Unit unit) {
        Map<String, Map<Tp, GroupOffset>> now = new HashMap<>();
        // a topic that others go on writing is no more at rest when this unit has stopped
        Set<String> own = unit.writes();
        Predicate<String> atRest = own::contains;
        Patience patience = new Patience(pacer, READ_PAST_WITHIN);
        PinOffsets.Preview preview = patience.awaitLast(
                LOOK_AGAIN,
                () -> {
                    now.clear();
                    passage.source().groups(unit.groups()).forEach((group, facts) -> now.put(group, facts.offsets()));
                    return pins.preview(now, reading -> listener.reading(unit, reading));
                },
                seen -> seen.lasting(atRest).isEmpty());
        if (!preview.lasting(atRest).isEmpty()) {
            throw refused(unit, preview, "nothing was stopped");
        }
        preview = brought(unit, now, preview, atRest);
        pins.refuseLeftOvers(unit.name(), now, "nothing was stopped");
        // the first look at MirrorMaker's checkpoints reads them all: not inside the pause
        now.keySet().forEach(group -> {
            var unused = pins.rereadAvoided(group, Map.of());
        });
        return preview.positions() == 0
                ? Optional.empty()
                : Optional.of(preview.exact() + " of " + preview.positions() + " positions exact ahead of the stop");
    }

    /**
     * The same positions, looked at until the mirror has got to them: one that stands still would have the clients wait for
     * it in the pause. That they read on meanwhile is no matter, it moves.
     */
    private PinOffsets.Preview brought(
            Unit unit,
            Map<String, Map<Tp, GroupOffset>> positions,
            PinOffsets.Preview first,
            Predicate<String> atRest) {
        if (first.mirrorIsThere(atRest)) {
            return first;
        }
        listener.note(unit, "waiting for the mirror, which is behind the groups; nothing is stopped yet");
        PinOffsets.Preview last = new Patience(pacer, BROUGHT_WITHIN)
                .awaitLast(
                        LOOK_AGAIN,
                        () -> pins.preview(positions, reading -> listener.reading(unit, reading)),
                        seen -> seen.mirrorIsThere(atRest));
        if (!last.mirrorIsThere(atRest)) {
            throw refused(unit, last, "nothing was stopped");
        }
        return last;
    }

    /** @param positions where the groups stand that have stopped */
    Map<String, Event.Pinned> pin(Unit unit, SortedMap<String, Map<Tp, GroupOffset>> positions, Patience patience) {
        if (positions.values().stream().allMatch(Map::isEmpty)) {
            return Map.of();
        }
        return steps.take(unit, Step.PIN, () -> {
            PinOffsets.Preview preview = pins.settled(positions, patience, reading -> listener.reading(unit, reading));
            if (!preview.allExact()) {
                throw refused(
                        unit,
                        preview,
                        "no offset was written; the unit is started on "
                                + passage.from().label() + " again");
            }
            SortedMap<String, PinOffsets.Exactly> there = pins.exactly(positions, preview);
            pins.refuseMembers(unit.name(), there.keySet());
            pins.refuseLeftOvers(
                    unit.name(),
                    positions,
                    "no position was written; the unit is started on "
                            + passage.from().label() + " again");
            Set<Tp> partitions = there.values().stream()
                    .flatMap(e -> e.offsets().keySet().stream())
                    .collect(Collectors.toSet());
            journal.append(new Event.PositionsProved(unit.name(), pins.proved(partitions)));
            Map<String, Event.Pinned> pinned = new HashMap<>();
            there.forEach((group, exactly) ->
                    pinned.put(group, write(unit, group, positions.getOrDefault(group, Map.of()), exactly)));
            int count =
                    there.values().stream().mapToInt(e -> e.offsets().size()).sum();
            String waivers = there.entrySet().stream()
                    .flatMap(e -> e.getValue().waivers().stream().map(w -> "; " + e.getKey() + ": " + w))
                    .collect(Collectors.joining());
            return new Steps.Outcome<>(
                    pinned, count + " of " + count + " positions exact, written and read back" + waivers);
        });
    }

    private KmigException refused(Unit unit, PinOffsets.Preview preview, String unchanged) {
        long other = preview.positions() - preview.exact() - preview.bounded();
        journal.append(new Event.PositionsRefused(unit.name(), preview.exact(), preview.bounded(), other));
        return pins.notExact(unit.name(), preview, unchanged);
    }

    private Event.Pinned write(Unit unit, String group, Map<Tp, GroupOffset> was, PinOffsets.Exactly exactly) {
        Event.Pinned event = passage.pinned(
                unit,
                group,
                was,
                exactly.offsets(),
                Objects.requireNonNullElse(pins.rereadAvoided(group, exactly.offsets()), -1L));
        journal.append(event);
        if (!exactly.waivers().isEmpty()) {
            journal.append(new Event.PinnedWithWaiver(unit.name(), group, exactly.waivers()));
        }
        pins.write(group, exactly.offsets());
        return event;
    }
}
