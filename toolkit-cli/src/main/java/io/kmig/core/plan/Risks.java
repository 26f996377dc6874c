package io.kmig.core.plan;

import io.kmig.core.estate.Estate;
import io.kmig.core.estate.TopicFacts;
import io.kmig.core.graph.MoveOrder;
import io.kmig.core.plan.Plan.Risk;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.Fence;
import io.kmig.core.spec.MigrationSpec.Manager;
import io.kmig.core.spec.MigrationSpec.Mode;
import io.kmig.core.spec.MigrationSpec.OnFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a person should know before applying: consequences in plain words, one per line. */
final class Risks {
    private final MigrationSpec spec;
    private final Estate blue;
    private final Estate green;
    private final SortedMap<String, TopicFacts> topics;
    private final List<MoveOrder.Placed> order;

    /** @param topics of blue in scope */
    Risks(
            MigrationSpec spec,
            Estate blue,
            Estate green,
            SortedMap<String, TopicFacts> topics,
            List<MoveOrder.Placed> order) {
        this.spec = spec;
        this.blue = blue;
        this.green = green;
        this.topics = topics;
        this.order = order;
    }

    /**
     * @param groups of blue in scope
     * @param begun units that moved, or of which a move was begun: blue is not asked for their groups any more
     */
    List<Risk> all(Set<String> groups, Set<String> handedOffTopics, Set<String> begun) {
        List<Risk> risks = new ArrayList<>();
        if (!spec.replication().exactlyOnce()) {
            risks.add(new Risk(
                    "replication",
                    "exactlyOnce is false: the mirror may repeat records, exact offsets are at best bounded"));
        }
        patternsWithoutTopics(risks);
        Set<String> written =
                order.stream().flatMap(p -> p.unit().writes().stream()).collect(Collectors.toCollection(TreeSet::new));
        Set<String> unclaimed = new TreeSet<>(topics.keySet());
        unclaimed.removeAll(written);
        if (!unclaimed.isEmpty()) {
            risks.add(new Risk(
                    "topics",
                    count(unclaimed.size(), "topic")
                            + " in scope that no client says it writes: mirrored, never handed off: "
                            + some(unclaimed)));
        }
        Set<String> unknown = new TreeSet<>(written);
        unknown.removeAll(topics.keySet());
        if (!unknown.isEmpty()) {
            risks.add(
                    new Risk("clients", "declared as written but not among blue's topics in scope: " + some(unknown)));
        }
        risks.addAll(new GroupRisks(blue, topics).of(order, groups, begun));
        topics.forEach((name, facts) -> {
            TopicFacts there = green.topics().get(name);
            if (there != null && there.partitions() > facts.partitions()) {
                risks.add(new Risk(
                        "topic " + name,
                        "green has " + there.partitions() + " partitions where blue has " + facts.partitions()
                                + ": keys spread differently, and partitions cannot be taken away"));
            }
            if (there != null && stampsOnAppend(there) && !handedOffTopics.contains(name)) {
                risks.add(
                        new Risk(
                                "topic " + name,
                                "green stamps what is copied on append (LogAppendTime) until this plan is applied: positions that need such a record are exact only with timestamps left out, as a stated waiver, and the validator finds these records changed"));
            }
            if (stampsOnAppend(facts) && !handedOffTopics.contains(name)) {
                risks.add(
                        new Risk(
                                "topic " + name,
                                "stamps records on append; green keeps blue's stamps (CreateTime) while mirrored, and switches at hand-off"));
            }
        });
        risks.addAll(DatabaseRisks.of(spec, topics.keySet()));
        notCarriedOut(risks);
        return risks;
    }

    private static boolean stampsOnAppend(TopicFacts topic) {
        TopicFacts.ConfigFact type = topic.configs().get("message.timestamp.type");
        return type != null && type.value().equals("LogAppendTime");
    }

    /** A plan without topics looks like one that is done. */
    private void patternsWithoutTopics(List<Risk> risks) {
        Set<String> there = new TreeSet<>(blue.topics().keySet());
        there.removeIf(TopicScope::owned);
        List<String> include = spec.replication().topicsInclude();
        List<String> exclude = spec.replication().topicsExclude();
        if (topics.isEmpty()) {
            risks.add(new Risk(
                    "replication.topics",
                    (there.isEmpty()
                                    ? "blue has no topic"
                                    : "none of blue's " + count(there.size(), "topic") + " matches include " + include
                                            + (exclude.isEmpty() ? "" : ", exclude " + exclude))
                            + ": nothing would be mirrored"));
            return;
        }
        include.stream()
                .filter(pattern ->
                        there.stream().noneMatch(Pattern.compile(pattern).asMatchPredicate()))
                .forEach(pattern ->
                        risks.add(new Risk("replication.topics.include", pattern + " matches no topic of blue")));
    }

    /** Described but not yet done by this version: said aloud, never silently ignored. */
    private void notCarriedOut(List<Risk> risks) {
        if (spec.cutover().mode() != Mode.FENCED) {
            risks.add(new Risk(
                    "cutover.mode",
                    spec.cutover().mode() + " is not carried out by this version: cutover will refuse"));
        }
        if (spec.cutover().fence().stream().anyMatch(f -> f != Fence.HOOK)) {
            risks.add(new Risk(
                    "cutover.fence", "only hook is carried out by this version: cutover will refuse the others"));
        }
        if (spec.connectGreen().manager() != Manager.REST) {
            risks.add(new Risk("connect.green.manager", "only rest is carried out by this version: apply will refuse"));
        }
        if (spec.replication().throttle() != null) {
            risks.add(new Risk("replication.throttle", "not carried out by this version: the mirror runs unthrottled"));
        }
        if (!spec.cutover().gates().isEmpty()) {
            risks.add(new Risk("cutover.gates", "user gates are not carried out by this version: cutover will refuse"));
        }
        if (spec.cutover().onFailure() == OnFailure.ROLLBACK) {
            risks.add(
                    new Risk("cutover.onFailure", "rollback is not carried out by this version: cutover will refuse"));
        }
        if (spec.connectBlue().isPresent()) {
            risks.add(new Risk("connect.blue", "not used by this version: reverse mirrors run on green's workers"));
        }
        if (spec.blue().registry() != null || spec.green().registry() != null) {
            risks.add(new Risk("registry", "not used by this version: schemas are not migrated"));
        }
        risks.add(
                new Risk(
                        "acknowledgements",
                        "records that a client wrote without acks=all can be lost by blue itself when a leader fails during the hand-off"));
        if (spec.validation().off()) {
            risks.add(new Risk("validation", "validation.mode is off: no verdict gates the hand-off"));
        }
    }

    static String count(int n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }

    static String some(Set<String> names) {
        return names.stream().limit(5).collect(Collectors.joining(", "))
                + (names.size() > 5 ? ", … " + (names.size() - 5) + " more" : "");
    }
}
