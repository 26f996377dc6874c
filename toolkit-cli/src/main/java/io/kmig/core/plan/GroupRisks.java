package io.kmig.core.plan;

import io.kmig.core.estate.Estate;
import io.kmig.core.estate.GroupFacts;
import io.kmig.core.estate.TopicFacts;
import io.kmig.core.estate.Tp;
import io.kmig.core.graph.MoveOrder;
import io.kmig.core.graph.Unit;
import io.kmig.core.plan.Plan.Risk;
import io.kmig.core.spec.MigrationSpec.ClientSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Positions that are not carried, and why: nothing that reads is left out without a word. */
final class GroupRisks {
    private final Estate blue;
    private final Map<String, TopicFacts> topics;

    /** @param topics of blue in scope */
    GroupRisks(Estate blue, Map<String, TopicFacts> topics) {
        this.blue = blue;
        this.topics = topics;
    }

    /**
     * @param groups of blue in scope
     * @param begun units that moved, or of which a move was begun: blue is not asked for their groups any more
     */
    List<Risk> of(List<MoveOrder.Placed> order, Set<String> groups, Set<String> begun) {
        List<Risk> risks = new ArrayList<>();
        Set<String> orphans = new TreeSet<>(groups);
        order.forEach(placed -> orphans.removeAll(placed.unit().groups()));
        Set<String> sharing = new TreeSet<>(orphans);
        sharing.removeIf(name -> !shares(name));
        orphans.removeAll(sharing);
        if (!orphans.isEmpty()) {
            risks.add(new Risk(
                    "groups",
                    Risks.count(orphans.size(), "group") + " on blue that no client names: they stay on blue: "
                            + Risks.some(orphans)));
        }
        if (!sharing.isEmpty()) {
            risks.add(new Risk(
                    "groups",
                    Risks.count(sharing.size(), "share group")
                            + " on blue, which have no position that could be carried (KIP-932): "
                            + Risks.some(sharing)));
        }
        order.stream()
                .map(MoveOrder.Placed::unit)
                .filter(unit -> !begun.contains(unit.name()))
                .forEach(unit -> of(unit, risks));
        return risks;
    }

    private void of(Unit unit, List<Risk> risks) {
        unit.groups().forEach(group -> of(group, risks));
        unit.clients().stream()
                .filter(client -> !client.reads().isEmpty())
                .map(GroupRisks::external)
                .forEach(risks::add);
    }

    private static Risk external(ClientSpec client) {
        return new Risk(
                "client " + client.name(),
                "keeps its positions on " + String.join(", ", client.reads())
                        + " itself: kmig can't carry them; `kmig offsets --at TOPIC-PARTITION=OFFSET` tells where on"
                        + " green an offset of blue is");
    }

    private void of(String group, List<Risk> risks) {
        String about = "group " + group;
        GroupFacts facts = blue.groups().get(group);
        if (facts == null) {
            risks.add(new Risk(
                    about,
                    "does not exist on blue: mistyped, or its client never read there; nothing to pin, and what it"
                            + " reads is unknown to the order"));
        } else if (facts.share()) {
            risks.add(new Risk(
                    about,
                    "is a share group (KIP-932), which has no position that could be carried: cutover will refuse"
                            + " its client; take it out of `groups` and name its topics under `reads`"));
        } else if (facts.offsets().isEmpty()) {
            risks.add(new Risk(
                    about,
                    "has no committed offsets on blue: nothing to pin, and what it reads is unknown to the order"));
        } else {
            uncommitted(facts)
                    .forEach(topic -> risks.add(new Risk(
                            about,
                            "shows no committed position on some partitions of " + topic
                                    + " (one that a transaction is about to commit does not show): where there is none, none"
                                    + " is written on green, and its auto.offset.reset decides; with latest it skips what"
                                    + " is written while it moves")));
        }
    }

    /** Topics of which the group has committed some partitions and not all. */
    private Set<String> uncommitted(GroupFacts group) {
        Map<String, Long> committed =
                group.offsets().keySet().stream().collect(Collectors.groupingBy(Tp::topic, Collectors.counting()));
        Set<String> partly = new TreeSet<>(committed.keySet());
        partly.removeIf(topic -> {
            TopicFacts facts = topics.get(topic);
            return facts == null || committed.getOrDefault(topic, 0L) >= facts.partitions();
        });
        return partly;
    }

    private boolean shares(String name) {
        GroupFacts facts = blue.groups().get(name);
        return facts != null && facts.share();
    }
}
