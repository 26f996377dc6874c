package io.kmig.core.plan;

import io.kmig.core.estate.Estate;
import io.kmig.core.estate.GroupFacts;
import io.kmig.core.estate.TopicFacts;
import io.kmig.core.graph.MoveOrder;
import io.kmig.core.graph.Unit;
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
import java.util.stream.Collectors;

/** What a person should know before applying: consequences in plain words, one per line. */
final class Risks {
    private Risks() {}

    static List<Risk> of(
            MigrationSpec spec,
            SortedMap<String, TopicFacts> topics,
            SortedMap<String, GroupFacts> groups,
            Estate green,
            List<MoveOrder.Placed> order,
            Set<String> handedOffTopics) {
        List<Risk> risks = new ArrayList<>();
        if (!spec.replication().exactlyOnce()) {
            risks.add(new Risk(
                    "replication",
                    "exactlyOnce is false: the mirror may repeat records, exact offsets are at best bounded"));
        }
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
        Set<String> claimedGroups =
                order.stream().flatMap(p -> p.unit().groups().stream()).collect(Collectors.toCollection(TreeSet::new));
        Set<String> orphans = new TreeSet<>(groups.keySet());
        orphans.removeAll(claimedGroups);
        if (!orphans.isEmpty()) {
            risks.add(new Risk(
                    "groups",
                    count(orphans.size(), "group") + " on blue that no client names: they stay on blue: "
                            + some(orphans)));
        }
        for (MoveOrder.Placed placed : order) {
            Unit unit = placed.unit();
            for (String group : unit.groups()) {
                GroupFacts facts = groups.get(group);
                if (facts == null || facts.offsets().isEmpty()) {
                    risks.add(
                            new Risk(
                                    "group " + group,
                                    "has no committed offsets on blue: nothing to pin, and what it reads is unknown to the order"));
                }
            }
        }
        topics.forEach((name, facts) -> {
            TopicFacts there = green.topics().get(name);
            if (there != null && there.partitions() > facts.partitions()) {
                risks.add(new Risk(
                        "topic " + name,
                        "green has " + there.partitions() + " partitions where blue has " + facts.partitions()
                                + ": keys spread differently, and partitions cannot be taken away"));
            }
            TopicFacts.ConfigFact type = facts.configs().get("message.timestamp.type");
            if (type != null && type.value().equals("LogAppendTime") && !handedOffTopics.contains(name)) {
                risks.add(
                        new Risk(
                                "topic " + name,
                                "stamps records on append; green keeps blue's stamps (CreateTime) while mirrored, and switches at hand-off"));
            }
        });
        risks.addAll(DatabaseRisks.of(spec, topics.keySet()));
        notCarriedOut(spec, risks);
        return risks;
    }

    /** Described but not yet done by this version: said aloud, never silently ignored. */
    private static void notCarriedOut(MigrationSpec spec, List<Risk> risks) {
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

    private static String count(int n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }

    private static String some(Set<String> names) {
        return names.stream().limit(5).collect(Collectors.joining(", "))
                + (names.size() > 5 ? ", … " + (names.size() - 5) + " more" : "");
    }
}
