package io.kmig.cli.session;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.estate.GroupFacts;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.TopicFacts;
import io.kmig.core.estate.Tp;
import io.kmig.core.graph.MoveOrder;
import io.kmig.core.graph.Unit;
import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import io.kmig.core.migration.Cutover;
import io.kmig.core.migration.History;
import io.kmig.core.migration.MoveListener;
import io.kmig.core.migration.PinOffsets;
import io.kmig.core.migration.UnitMove;
import io.kmig.core.plan.Apply;
import io.kmig.core.plan.MirrorLayout;
import io.kmig.core.plan.Plan;
import io.kmig.core.plan.Planner;
import io.kmig.core.plan.Survey;
import io.kmig.core.plan.TopicScope;
import io.kmig.core.port.JournalPort;
import io.kmig.core.watch.Lag;
import io.kmig.core.watch.MirrorProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the verbs do, each on an opened session; the demo calls the very same. */
public final class Operations {
    private static final Duration CATCH_UP_WITHIN = Duration.ofMinutes(2);

    /** A plan and what it was made from. */
    public record Planned(Survey survey, Plan plan) {}

    public Planned plan(Session session) {
        Survey survey = Survey.of(session.spec(), session.estates());
        History history = new History(session.history());
        Plan plan = new Planner(session.spec())
                .plan(survey.blue(), survey.green(), survey.connectors(), history.handedOff(), List.of());
        return new Planned(survey, plan);
    }

    /** Carries out a plan that fits the present; does nothing when it is empty. */
    public void apply(Session session, Plan plan, Apply.Listener listener, Reporter reporter) {
        boolean known = session.history().stream().anyMatch(e -> e.event() instanceof Event.Applied);
        if (plan.operations().isEmpty() && known) {
            return;
        }
        try (JournalPort journal = session.takeJournal()) {
            new Apply(session.estates(), journal, session.pacer(), listener).carryOut(plan);
            reporter.report(names(plan), journal.entries());
        }
    }

    /** Hears after every unit, moved or not, how the journal stands. */
    public interface Reporter {
        void report(Set<String> units, List<Entry> entries);
    }

    /** What a cutover would move, with what stands in its way. */
    public record Intended(List<Unit> units, List<Problem> closedGates) {}

    public Intended intend(Session session, Cutover.Selection selection) {
        Planned planned = plan(session);
        List<Entry> entries = session.history();
        List<Unit> units = Cutover.select(selection, planned.plan().order(), new History(entries).moved());
        return new Intended(
                units, Cutover.gates(session.spec(), session.estates().blue(), entries, planned.plan(), units));
    }

    /**
     * Moves the selected units, one by one.
     *
     * @return the units moved; empty when all of the selection is on green already
     */
    public List<Unit> cutover(Session session, Cutover.Selection selection, MoveListener listener, Reporter reporter) {
        Planned planned = plan(session);
        try (JournalPort journal = session.takeJournal()) {
            List<Unit> units =
                    Cutover.select(selection, planned.plan().order(), new History(journal.entries()).moved());
            List<Problem> closed =
                    Cutover.gates(session.spec(), session.estates().blue(), journal.entries(), planned.plan(), units);
            if (!closed.isEmpty()) {
                throw new KmigException(closed, null);
            }
            MirrorLayout layout = layout(planned.survey(), session);
            UnitMove move = new UnitMove(
                    session.spec(), layout, session.estates(), session.hooks(), journal, session.pacer(), listener);
            Cutover cutover = new Cutover(session.estates(), journal, session.pacer(), move);
            cutover.awaitCaughtUp(running(planned), CATCH_UP_WITHIN);
            Set<String> all = names(planned.plan());
            for (Unit unit : units) {
                try {
                    cutover.move(List.of(unit));
                } finally {
                    reporter.report(all, journal.entries());
                }
            }
            return units;
        }
    }

    private static Set<String> names(Plan plan) {
        return plan.order().stream().map(p -> p.unit().name()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static MirrorLayout layout(Survey survey, Session session) {
        return new MirrorLayout(
                session.spec(),
                survey.blue().identity().nodes(),
                survey.green().identity().nodes());
    }

    /** Partitions that each running forward mirror copies. */
    private static Map<String, List<Tp>> running(Planned planned) {
        Map<String, List<Tp>> mirrors = new TreeMap<>(mirrors(planned));
        mirrors.keySet().removeIf(m -> {
            ConnectorFacts facts = planned.survey().connectors().get(m);
            return facts == null || !facts.running();
        });
        return mirrors;
    }

    private static Map<String, List<Tp>> mirrors(Planned planned) {
        Map<String, List<Tp>> mirrors = new HashMap<>();
        String prefix = "kmig." + planned.plan().migration() + ".";
        Set<String> unclaimed = new TreeSet<>(planned.survey().blue().topics().keySet());
        for (MoveOrder.Placed placed : planned.plan().order()) {
            Collection<String> writes = placed.unit().writes();
            unclaimed.removeAll(writes);
            if (!writes.isEmpty()) {
                mirrors.put(prefix + "mirror." + placed.unit().name(), partitions(writes, planned));
            }
        }
        mirrors.put(prefix + "mirror.unclaimed", partitions(unclaimed, planned));
        return mirrors;
    }

    private static List<Tp> partitions(Collection<String> topics, Planned planned) {
        List<Tp> partitions = new ArrayList<>();
        for (String name : topics) {
            TopicFacts topic = planned.survey().blue().topics().get(name);
            if (topic != null && planned.survey().green().topics().containsKey(name)) {
                for (int p = 0; p < topic.partitions(); p++) {
                    partitions.add(new Tp(name, p));
                }
            }
        }
        return partitions;
    }

    /** Everything {@code kmig status} shows, at one moment. */
    public record Status(Planned planned, History history, List<MirrorProgress> mirrors) {}

    public Status status(Session session) {
        Planned planned = plan(session);
        List<MirrorProgress> progress = new ArrayList<>();
        new TreeMap<>(mirrors(planned)).forEach((name, partitions) -> {
            if (planned.survey().connectors().containsKey(name)) {
                progress.add(MirrorProgress.of(
                        name,
                        partitions,
                        session.estates().blue(),
                        session.estates().connect()));
            }
        });
        return new Status(planned, new History(session.history()), progress);
    }

    /** Consumer lag of groups in scope, both sides, blue first. */
    public List<Lag.Row> lag(Session session) {
        TopicScope scope = new TopicScope(session.spec());
        List<Lag.Row> rows = new ArrayList<>(Lag.of(
                session.estates().blue(), session.estates().blue().groups().values(), scope::group));
        rows.addAll(Lag.of(
                session.estates().green(), session.estates().green().groups().values(), scope::group));
        return rows;
    }

    /** Where each described group would resume on green if it stopped now. Changes nothing. */
    public PinOffsets.Preview offsets(Session session) {
        Set<String> groups = new TreeSet<>();
        session.spec().clients().forEach(c -> groups.addAll(c.groups()));
        if (groups.isEmpty()) {
            throw new KmigException(new Problem(
                    ErrorCode.NOTHING_TO_MOVE,
                    "no client in kmig.yaml names a group",
                    "nothing was changed",
                    "add `groups` to the clients in kmig.yaml"));
        }
        Map<String, Map<Tp, GroupOffset>> positions = new TreeMap<>();
        for (GroupFacts group : session.estates().blue().groups(groups).values()) {
            positions.put(group.name(), group.offsets());
        }
        return new PinOffsets(session.estates()).preview(positions);
    }
}
