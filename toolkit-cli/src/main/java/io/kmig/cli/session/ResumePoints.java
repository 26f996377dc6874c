package io.kmig.cli.session;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.GroupFacts;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.TopicFacts;
import io.kmig.core.estate.Tp;
import io.kmig.core.journal.Event;
import io.kmig.core.migration.History;
import io.kmig.core.migration.PinOffsets;
import io.kmig.core.migration.Reading;
import io.kmig.core.port.ClusterPort;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where each described group would resume on green if it stopped now. Changes nothing. Asked again about the same session
 * it reads only what came since.
 */
public final class ResumePoints {
    /** What stands for the group of offsets that were asked for by number. */
    public static final String LOOKED_UP = "(--at)";

    private final Operations operations;
    private final Consumer<Reading> listener;
    private @Nullable PinOffsets pins;

    public ResumePoints(Operations operations) {
        this(operations, reading -> {});
    }

    /** @param listener hears how far the reading of both logs is */
    public ResumePoints(Operations operations, Consumer<Reading> listener) {
        this.operations = operations;
        this.listener = listener;
    }

    /**
     * Where groups resume on green.
     *
     * @param preview of those on blue, if they stopped now
     * @param onBlue where those stand on blue
     * @param stock where stock MirrorMaker's checkpoints would have put them; a partition it keeps none for is absent
     * @param onGreen where the others stand there
     * @param uncommitted of those on blue, partitions of topics they read on which they have committed nothing
     * @param pending of those on blue, partitions on which an open transaction is about to commit
     * @param without those on blue that have committed nothing at all
     * @param share those that are share groups, which have no positions
     * @param external per client, topics it reads with positions of its own
     */
    public record Offsets(
            PinOffsets.Preview preview,
            Map<String, Map<Tp, GroupOffset>> onBlue,
            Map<String, Map<Tp, Long>> stock,
            Map<String, Map<Tp, GroupOffset>> onGreen,
            Map<String, Set<Tp>> uncommitted,
            Map<String, Set<Tp>> pending,
            Set<String> without,
            Set<String> share,
            Map<String, List<String>> external) {}

    /** All that kmig.yaml describes, or some of it. */
    public Offsets of(Session session, Set<String> only) {
        return of(session, only, List.of());
    }

    /**
     * @param only these groups; empty for all that kmig.yaml describes
     * @param at offsets of blue that no group has committed; when there are some, only they are looked up
     */
    public Offsets of(Session session, Set<String> only, Collection<Position> at) {
        Set<String> groups = described(session);
        Map<String, List<String>> external = external(session);
        if (at.isEmpty()) {
            refuse(session, groups, external, only);
        }
        groups.retainAll(only.isEmpty() ? groups : only);
        History history = new History(session.history());
        if (history.entries().stream().noneMatch(e -> e.event() instanceof Event.Applied)) {
            throw new KmigException(new Problem(
                    ErrorCode.NOT_APPLIED,
                    "no plan was applied for migration " + session.spec().name()
                            + ": green has nothing yet that a position could be in",
                    "nothing was changed",
                    "run `kmig apply`, then `kmig offsets` again"));
        }
        Operations.Planned planned = operations.plan(session);
        Set<String> there = Operations.groupsOnGreen(planned, history);
        there.retainAll(groups);
        groups.removeAll(there);
        if (!at.isEmpty()) {
            return lookedUp(session, planned, at);
        }
        Set<String> share = new TreeSet<>(groups);
        share.removeIf(name -> {
            GroupFacts facts = planned.survey().blue().groups().get(name);
            return facts == null || !facts.share();
        });
        groups.removeAll(share);
        Map<String, Map<Tp, GroupOffset>> onBlue = positions(session.estates().blue(), groups);
        Map<String, Map<Tp, Long>> stock = new HashMap<>();
        PinOffsets finder = finder(session, planned);
        onBlue.keySet().forEach(group -> stock.put(group, finder.stockCheckpoint(group)));
        Map<String, Set<Tp>> uncommitted =
                uncommitted(onBlue, planned.survey().blue().topics());
        // what is pending is missing from a listing too
        Set<String> asked = new TreeSet<>(uncommitted.keySet());
        asked.removeIf(group -> uncommitted.getOrDefault(group, Set.of()).isEmpty()
                && !onBlue.getOrDefault(group, Map.of()).isEmpty());
        Map<String, Set<Tp>> pending = session.estates().blue().pendingCommits(asked);
        uncommitted.forEach((group, partitions) -> partitions.removeAll(pending.getOrDefault(group, Set.of())));
        Set<String> without = new TreeSet<>(onBlue.keySet());
        without.removeIf(group -> !onBlue.getOrDefault(group, Map.of()).isEmpty()
                || !pending.getOrDefault(group, Set.of()).isEmpty());
        return new Offsets(
                finder.preview(onBlue, listener),
                onBlue,
                stock,
                positions(session.estates().green(), there),
                uncommitted,
                pending,
                without,
                share,
                only.isEmpty() ? external : Map.of());
    }

    private PinOffsets finder(Session session, Operations.Planned planned) {
        if (pins == null) {
            pins = new PinOffsets(session.estates(), Operations.layout(planned.survey(), session));
        }
        return pins;
    }

    private Offsets lookedUp(Session session, Operations.Planned planned, Collection<Position> at) {
        requirePartitions(planned.survey().blue().topics(), at);
        Map<String, Map<Tp, GroupOffset>> positions = new TreeMap<>();
        for (Position position : new LinkedHashSet<>(at)) {
            GroupOffset offset = new GroupOffset(position.offset(), "");
            String row = LOOKED_UP;
            // a table has one position of a partition in a row, so a second one is in another
            for (int n = 2; positions.getOrDefault(row, Map.of()).containsKey(position.partition()); n++) {
                row = LOOKED_UP + " " + n;
            }
            positions.computeIfAbsent(row, r -> new TreeMap<>()).put(position.partition(), offset);
        }
        return new Offsets(
                finder(session, planned).preview(positions, listener),
                positions,
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Set.of(),
                Set.of(),
                Map.of());
    }

    private static void requirePartitions(Map<String, TopicFacts> topics, Collection<Position> at) {
        List<Problem> problems = new ArrayList<>();
        at.stream().map(Position::partition).distinct().forEach(tp -> {
            TopicFacts topic = topics.get(tp.topic());
            if (topic == null || tp.partition() >= topic.partitions()) {
                problems.add(new Problem(
                        ErrorCode.USAGE,
                        "--at " + tp + ": "
                                + (topic == null
                                        ? "no topic " + tp.topic() + " of blue is mirrored"
                                        : "topic " + tp.topic() + " has " + topic.partitions()
                                                + " partitions on blue, from 0 on"),
                        "nothing was done",
                        "`kmig lag --partitions` lists those there are"));
            }
        });
        if (!problems.isEmpty()) {
            throw new KmigException(problems, null);
        }
    }

    private static Map<String, Set<Tp>> uncommitted(
            Map<String, Map<Tp, GroupOffset>> onBlue, Map<String, TopicFacts> topics) {
        Map<String, Set<Tp>> uncommitted = new TreeMap<>();
        onBlue.forEach((group, positions) -> {
            Set<Tp> missing = new TreeSet<>();
            positions.keySet().stream().map(Tp::topic).distinct().forEach(topic -> {
                TopicFacts facts = topics.get(topic);
                for (int p = 0; facts != null && p < facts.partitions(); p++) {
                    missing.add(new Tp(topic, p));
                }
            });
            missing.removeAll(positions.keySet());
            uncommitted.put(group, missing);
        });
        return uncommitted;
    }

    private static Map<String, List<String>> external(Session session) {
        Map<String, List<String>> external = new TreeMap<>();
        session.spec().clients().stream()
                .filter(c -> !c.reads().isEmpty())
                .forEach(c -> external.put(c.name(), c.reads()));
        return external;
    }

    private static Set<String> described(Session session) {
        Set<String> groups = new TreeSet<>();
        session.spec().clients().forEach(c -> groups.addAll(c.groups()));
        return groups;
    }

    private static void refuse(
            Session session, Set<String> groups, Map<String, List<String>> external, Set<String> only) {
        if (groups.isEmpty() && external.isEmpty()) {
            throw new KmigException(new Problem(
                    ErrorCode.NOTHING_TO_MOVE,
                    "no client in kmig.yaml names a group",
                    "nothing was changed",
                    "add `groups` to the clients in kmig.yaml"));
        }
        Set<String> unknown = new TreeSet<>(only);
        unknown.removeAll(groups);
        if (!unknown.isEmpty()) {
            throw new KmigException(new Problem(
                    ErrorCode.UNKNOWN_GROUP,
                    "no client in kmig.yaml of " + session.spec().name() + " names group " + String.join(", ", unknown)
                            + "; there are " + String.join(", ", groups),
                    "nothing was changed",
                    "run `kmig offsets` with one of these, or without `--group` for all"));
        }
    }

    private static Map<String, Map<Tp, GroupOffset>> positions(ClusterPort side, Set<String> groups) {
        Map<String, Map<Tp, GroupOffset>> positions = new TreeMap<>();
        if (!groups.isEmpty()) {
            for (GroupFacts group : side.groups(groups).values()) {
                positions.put(group.name(), group.offsets());
            }
        }
        return positions;
    }
}
