package io.kmig.core.plan;

import io.kmig.core.graph.MoveOrder;
import java.util.List;

/**
 * What apply would do and in what order units move afterwards.
 *
 * @param fingerprint SHA-256 over the description and blue's side, hex; apply refuses a saved plan when it differs
 * @param operations in the order of execution; empty when green is as it should be
 * @param risks what a person should know before going on
 */
public record Plan(
        String migration,
        String blueClusterId,
        String greenClusterId,
        String fingerprint,
        List<Operation> operations,
        List<MoveOrder.Placed> order,
        List<Risk> risks,
        Scope scope) {
    public Plan {
        operations = List.copyOf(operations);
        order = List.copyOf(order);
        risks = List.copyOf(risks);
    }

    /** How much is being mirrored: counts of topics, partitions and groups. */
    public record Scope(int topics, int partitions, int groups) {}

    /** @param subject what it is about, for example a topic; text in plain words with the consequence */
    public record Risk(String subject, String text) {}
}
