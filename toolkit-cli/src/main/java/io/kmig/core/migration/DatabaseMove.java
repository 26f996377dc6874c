package io.kmig.core.migration;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.estate.RowsCompared;
import io.kmig.core.estate.Tp;
import io.kmig.core.graph.Unit;
import io.kmig.core.journal.Event;
import io.kmig.core.plan.DatabaseTopics;
import io.kmig.core.plan.SinkLayout;
import io.kmig.core.port.Estates;
import io.kmig.core.port.JournalPort;
import io.kmig.core.port.RecordLog;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.DatabaseSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the move of a unit does to the databases it writes. Below, on the way to green; on the way back it is the same
 * from the green database to blue's, over what {@link DatabaseReturn} made.
 *
 * <pre>
 * blue database -> its log -> capture -> blue's topics -> mirror -> green's topics -> sink -> green database
 *                 ^ MARK                                DRAIN ^                    ^ APPLIED
 * </pre>
 *
 * That capture passed on everything is shown by {@link Capture}, the rest by position, and all of it together, whatever
 * went wrong anywhere, by COMPARE: every row of both sides.
 */
final class DatabaseMove {
    private static final Duration ALIVE_WITHIN = Duration.ofSeconds(90);

    private final Passage passage;
    private final MigrationSpec spec;
    private final Estates estates;
    private final JournalPort journal;
    private final Patience.Source patience;
    private final Sinks sinks;
    private final DatabaseReturn back;
    private final SinkLayout layout;
    private final Capture capture;

    DatabaseMove(
            Passage passage,
            MigrationSpec spec,
            Estates estates,
            JournalPort journal,
            Patience.Source patience,
            Sinks sinks,
            DatabaseReturn back) {
        this.passage = passage;
        this.back = back;
        this.spec = spec;
        this.estates = estates;
        this.journal = journal;
        this.patience = patience;
        this.sinks = sinks;
        this.layout = new SinkLayout(spec);
        this.capture = new Capture(passage, spec, estates.databases());
    }

    List<DatabaseSpec> of(Unit unit) {
        return passage.forward() ? described(unit) : back.of(unit);
    }

    /** Topics that the unit writes by way of its databases only. */
    Set<String> topics(Unit unit) {
        return DatabaseTopics.of(spec, unit.databases(), unit.writes());
    }

    /** Looks only. */
    void holdGates(Unit unit) {
        of(unit).forEach(d -> sinks.awaitRunning(d, patience.atMost(ALIVE_WITHIN)));
    }

    /** While everything still runs: capture answers, and what can be done before the pause is done. */
    String prepare(Unit unit) {
        of(unit).forEach(d -> {
            capture.passedOn(unit, d, "rehearsal", patience.atMost(ALIVE_WITHIN));
            awaitNearlyApplied(d);
            estates.databases().analyze(d);
        });
        if (passage.forward()) {
            back.rehearse(unit, patience.atMost(ALIVE_WITHIN));
        } else {
            described(unit).forEach(d -> capture.passedOn(unit, d, "rehearsal", patience.atMost(ALIVE_WITHIN)));
        }
        return "capture answers, statistics are fresh";
    }

    /** What the sink has still to apply is applied before anything is stopped, so that the pause stays short. */
    private void awaitNearlyApplied(DatabaseSpec database) {
        List<Long> last = new ArrayList<>();
        boolean near = patience.atMost(ALIVE_WITHIN).awaitTrue(() -> {
            last.clear();
            last.add(sinks.standing(database).partitions().values().stream()
                    .mapToLong(Sinks.Applied::behind)
                    .sum());
            return last.get(0) <= Cutover.NEARLY_CAUGHT_UP;
        });
        if (!near) {
            throw new KmigException(new Problem(
                    ErrorCode.SINK_BEHIND,
                    "the sink " + layout.name(database) + " is " + last.get(0) + " offsets behind",
                    "nothing was stopped",
                    "wait until it is near (`kmig sink status` shows the one of green), then " + passage.again()));
        }
    }

    /** @return what was observed */
    String mark(Unit unit, Patience atMost) {
        List<String> seen = new ArrayList<>();
        of(unit).forEach(d -> seen.add(capture.passedOn(unit, d, "end", atMost)));
        return String.join("; ", seen);
    }

    /** On the way back: blue's capture has passed on what the sink applied, so that it lies below the ends of its topics. */
    String settle(Unit unit, Patience atMost) {
        List<String> seen = new ArrayList<>();
        described(unit).forEach(d -> seen.add(capture.passedOn(unit, d, "settled", atMost)));
        return String.join("; ", seen);
    }

    /** As kmig.yaml has them, from blue to green. */
    private List<DatabaseSpec> described(Unit unit) {
        return spec.databases().stream()
                .filter(d -> unit.databases().contains(d.name()))
                .toList();
    }

    /**
     * Waits until the sinks have applied everything below the recorded ends, and stops them.
     *
     * @param ends of the topics on green: at the hand-off, or of the way back's own, which nobody writes by now
     */
    String applied(Unit unit, Map<Tp, Long> ends, Patience atMost) {
        int partitions = 0;
        for (DatabaseSpec database : of(unit)) {
            partitions += applied(database, ends, atMost);
            estates.connect().stop(layout.name(database));
        }
        return partitions + " partitions applied to their ends, sink stopped";
    }

    /** Of the topics that the unit's sinks read. */
    Map<Tp, Long> sinkEnds(Unit unit) {
        Map<Tp, Long> ends = new TreeMap<>();
        of(unit).forEach(d -> sinks.standing(d).partitions().forEach((tp, applied) -> ends.put(tp, applied.end())));
        return ends;
    }

    /**
     * Rows are compared table by table, and who writes past the stopped clients may do so behind the comparison.
     *
     * @param before ends of the captured topics when everything stood still, on the side the unit leaves
     */
    String still(Unit unit, Map<Tp, Long> before, Patience atMost) {
        return capture.still(unit, of(unit), before, atMost);
    }

    private int applied(DatabaseSpec database, Map<Tp, Long> ends, Patience atMost) {
        Map<Tp, Long> open = new TreeMap<>(ends);
        open.keySet()
                .removeIf(tp -> DatabaseTopics.of(database, List.of(tp.topic())).isEmpty());
        int partitions = open.size();
        String name = layout.name(database);
        Map<Tp, String> why = new TreeMap<>();
        List<KmigException> away = new ArrayList<>();
        boolean all = atMost.awaitTrue(() -> {
            why.clear();
            Map<Tp, Long> next = sinkOffsets(database, name, away);
            if (!away.isEmpty()) {
                return false;
            }
            Set<Tp> done = new TreeSet<>();
            open.forEach((tp, end) -> {
                String rest = rest(tp, next.getOrDefault(tp, 0L), end);
                if (rest.isEmpty()) {
                    done.add(tp);
                } else {
                    why.put(tp, rest);
                }
            });
            open.keySet().removeAll(done);
            if (!open.isEmpty()) {
                refuseFailed(database, name);
            }
            return open.isEmpty();
        });
        if (!away.isEmpty()) {
            throw away.get(0);
        }
        if (!all) {
            throw new KmigException(new Problem(
                    ErrorCode.SINK_BEHIND,
                    "the sink " + name + " has not applied everything: "
                            + String.join("; ", why.values().stream().limit(5).toList())
                            + (why.size() > 5 ? "; … " + (why.size() - 5) + " more" : ""),
                    "no client was started on " + passage.to().label(),
                    "look at the sink's tasks; when it keeps up, " + passage.again()));
        }
        return partitions;
    }

    /** A database that restarts comes back; its sink waits for it too. */
    private Map<Tp, Long> sinkOffsets(DatabaseSpec database, String name, List<KmigException> away) {
        away.clear();
        try {
            return estates.databases().applied(database, name);
        } catch (KmigException e) {
            if (e.problems().stream().anyMatch(p -> p.code() != ErrorCode.DATABASE_UNREACHABLE)) {
                throw e;
            }
            away.add(e);
            return Map.of();
        }
    }

    /** Waiting longer helps nothing when a task has given up. */
    private void refuseFailed(DatabaseSpec database, String name) {
        Optional<ConnectorFacts> facts = estates.connect().connector(name);
        if (facts.isEmpty() || facts.get().failure().isPresent()) {
            throw sinks.notReady(database, facts);
        }
    }

    /** Markers and aborted records take offsets that nobody applies. */
    private String rest(Tp tp, long next, long end) {
        if (next >= end) {
            return "";
        }
        long start = Optional.ofNullable(estates.green().ends(List.of(tp)).get(tp))
                .map(e -> e.start())
                .orElse(0L);
        try (RecordLog.Cursor cursor = estates.greenLog().open(tp, Math.max(next, start))) {
            RecordLog.Seen record = cursor.next();
            return record == null || record.offset() >= end
                    ? ""
                    : tp + " is applied up to " + next + ", its end is " + end;
        }
    }

    /** Every row of both sides. Journaled, also when they differ. */
    String compare(Unit unit, Patience atMost) {
        List<String> seen = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (DatabaseSpec database : of(unit)) {
            if (database.source().isEmpty()) {
                seen.add(database.name() + " has no source: not compared");
                continue;
            }
            RowsCompared compared = estates.databases().compare(database, atMost.left());
            journal.append(new Event.RowsCompared(unit.name(), database.name(), compared.rows(), compared.different()));
            seen.add(database.name() + ": " + compared.rows() + " rows of " + compared.tables() + " tables equal");
            if (compared.different() > 0) {
                problems.add(new Problem(
                        ErrorCode.ROWS_DIFFER,
                        compared.different() + " of " + compared.rows() + " rows of database " + database.name()
                                + " differ on " + passage.to().label() + ": " + String.join(", ", compared.examples()),
                        "no client was started on " + passage.to().label() + "; the unit is started on "
                                + passage.from().label() + " again",
                        "mend the rows (find who else writes the "
                                + passage.to().label() + " database), then " + passage.again()));
            }
        }
        if (!problems.isEmpty()) {
            throw new KmigException(problems, null);
        }
        return String.join("; ", seen);
    }

    String sequences(Unit unit) {
        int sequences =
                of(unit).stream().mapToInt(estates.databases()::raiseSequences).sum();
        return sequences + " sequences stand past " + passage.from().label() + "'s";
    }

    /** After a move that was cut short or is undone. */
    List<Problem> resume(Unit unit) {
        return resume(of(unit));
    }

    /** Blue is written again: green's databases follow. */
    List<Problem> resumeForward(Unit unit) {
        return resume(described(unit));
    }

    private List<Problem> resume(List<DatabaseSpec> which) {
        List<Problem> problems = new ArrayList<>();
        for (DatabaseSpec database : which) {
            try {
                String name = layout.name(database);
                if (estates.connect().connector(name).isPresent()) {
                    estates.connect().resume(name);
                }
            } catch (KmigException notResumed) {
                problems.addAll(notResumed.problems());
            }
        }
        return problems;
    }

    /** What was written to these green databases has no way to blue; empty when there are none. */
    static Optional<Problem> noWayBack(Unit unit, List<String> databases) {
        return databases.isEmpty()
                ? Optional.empty()
                : Optional.of(new Problem(
                        ErrorCode.NO_WAY_BACK,
                        "unit " + unit.name() + " writes the green database (" + String.join(", ", databases)
                                + ") since it was started on green, and nothing brings these rows back to blue:"
                                + " kmig.yaml says `wayBack: none`, or names no source",
                        "every unit stays where it runs, nothing was stopped",
                        "carry on with green; to return, stop its clients, carry the rows written on green over to the"
                                + " blue database yourself, and start them on blue by hand"));
    }
}
