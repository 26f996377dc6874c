package io.kmig.cli.view;

import io.kmig.core.graph.MoveOrder;
import io.kmig.core.plan.Operation;
import io.kmig.core.plan.Operation.Change;
import io.kmig.core.plan.Plan;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A plan for a person: legend, one block an operation, counts, the order of units, risks, what comes next. */
public final class PlanView {
    private final Terminal terminal;

    public PlanView(Terminal terminal) {
        this.terminal = terminal;
    }

    /** @param where each unit is: blue or green, moving or returning between them */
    public String human(Plan plan, UnaryOperator<String> where) {
        StringBuilder text = new StringBuilder();
        text.append("Migration ").append(terminal.strong(plan.migration()));
        text.append(": blue ").append(plan.blueClusterId()).append(" -> green ").append(plan.greenClusterId());
        text.append("\nIn scope: ")
                .append(count(plan.scope().topics(), "topic"))
                .append(", ")
                .append(count(plan.scope().partitions(), "partition"))
                .append(", ")
                .append(count(plan.scope().groups(), "group"))
                .append("\n");
        if (plan.operations().isEmpty()) {
            text.append(
                    plan.scope().topics() == 0
                            ? "\nNo changes: no topic of blue is in scope.\n"
                            : "\nNo changes. Green is as it should be.\n");
        } else {
            text.append("\nLegend: ")
                    .append(terminal.good("+ create"))
                    .append("   ")
                    .append(terminal.notable("~ change"))
                    .append("   ")
                    .append(terminal.notable("^ revive"))
                    .append("\n\n");
            plan.operations().forEach(o -> operation(o, text));
        }
        if (!plan.order().isEmpty()) {
            text.append("\nUnits move in this order:\n");
            int place = 1;
            for (MoveOrder.Placed placed : plan.order()) {
                text.append(String.format(
                        "  %d. %s%s  (%s)%n",
                        place++,
                        terminal.strong(placed.unit().name()),
                        mark(where.apply(placed.unit().name())),
                        placed.because()));
            }
        }
        if (!plan.risks().isEmpty()) {
            text.append("\nKnow this:\n");
            plan.risks().forEach(r -> text.append("  ")
                    .append(terminal.notable("!"))
                    .append(" ")
                    .append(r.subject())
                    .append(": ")
                    .append(r.text())
                    .append("\n"));
        }
        text.append("\n").append(counts(plan)).append("\n");
        return text.toString();
    }

    /** Nothing for a unit that is still to move. */
    private String mark(String where) {
        return switch (where) {
            case "blue" -> "";
            case "green" -> "  " + terminal.good("on green");
            default -> "  " + terminal.notable(where);
        };
    }

    /** For example {@code Applied: 5 created, 1 changed, 0 revived.} */
    public String applied(Plan plan) {
        return counts(plan)
                .replace("Plan:", "Applied:")
                .replace("to create", "created")
                .replace("to change", "changed")
                .replace("to revive", "revived");
    }

    /** For example {@code Plan: 5 to create, 1 to change, 0 to revive.} */
    public String counts(Plan plan) {
        long create = plan.operations().stream()
                .filter(o -> o instanceof Operation.CreateTopic || o instanceof Operation.CreateConnector)
                .count();
        long revive = plan.operations().stream()
                .filter(o -> o instanceof Operation.ReviveConnector)
                .count();
        return "Plan: " + create + " to create, " + (plan.operations().size() - create - revive) + " to change, "
                + revive + " to revive.";
    }

    private void operation(Operation operation, StringBuilder text) {
        if (operation instanceof Operation.CreateTopic o) {
            line(
                    text,
                    terminal.good("+"),
                    o.target(),
                    count(o.partitions(), "partition") + ", replication " + o.replicationFactor());
            settings(text, o.configs());
        } else if (operation instanceof Operation.AddPartitions o) {
            line(text, terminal.notable("~"), o.target(), "partitions: " + o.from() + " -> " + o.to());
        } else if (operation instanceof Operation.AlterTopicConfigs o) {
            line(text, terminal.notable("~"), o.target(), "");
            changes(text, o.changes());
        } else if (operation instanceof Operation.CreateConnector o) {
            line(text, terminal.good("+"), o.target(), "");
            settings(text, o.config());
        } else if (operation instanceof Operation.UpdateConnector o) {
            line(text, terminal.notable("~"), o.target(), "");
            changes(text, o.changes());
        } else if (operation instanceof Operation.ReviveConnector o) {
            line(text, terminal.notable("^"), o.target(), "is " + o.state());
        }
    }

    private static void line(StringBuilder text, String sign, String target, String rest) {
        text.append("  ")
                .append(sign)
                .append(" ")
                .append(target)
                .append(rest.isEmpty() ? "" : "  " + rest)
                .append("\n");
    }

    private static void settings(StringBuilder text, Map<String, String> settings) {
        settings.forEach((k, v) ->
                text.append("      ").append(k).append(" = ").append(v).append("\n"));
    }

    private static void changes(StringBuilder text, List<Change> changes) {
        changes.forEach(c -> text.append("      ")
                .append(c.key())
                .append(": ")
                .append(shown(c.from()))
                .append(" -> ")
                .append(shown(c.to()))
                .append("\n"));
    }

    private static String shown(@Nullable String value) {
        return value == null ? "(not set)" : value;
    }

    static String count(long n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }
}
