package io.kmig.core.plan;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.estate.TopicFacts;
import io.kmig.core.journal.Event;
import io.kmig.core.port.ConnectPort.ConfigFinding;
import io.kmig.core.port.Estates;
import io.kmig.core.port.JournalPort;
import io.kmig.core.port.Pacer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Carries a plan out. Every operation is idempotent, so an apply that was killed is simply run again; all connector
 * configs are checked by the workers before the first change.
 */
public final class Apply {
    private static final Duration RUNNING_WITHIN = Duration.ofSeconds(90);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Estates estates;
    private final JournalPort journal;
    private final Pacer pacer;
    private final Listener listener;

    public Apply(Estates estates, JournalPort journal, Pacer pacer, Listener listener) {
        this.estates = estates;
        this.journal = journal;
        this.pacer = pacer;
        this.listener = listener;
    }

    /** Hears each operation. */
    public interface Listener {
        void began(int number, int of, Operation operation);

        void done(int number, int of, Operation operation);

        void waiting(String what);

        /** Something worth knowing that stops nothing. */
        default void note(String text) {}
    }

    /**
     * Refuses a saved plan that no longer fits: blue or the description changed, or green needs something the plan does
     * not name. Operations that are already done are no reason: a cut-short apply goes on with its plan.
     */
    public static void refuseStale(Plan saved, Plan now) {
        List<String> reasons = new ArrayList<>();
        if (!saved.migration().equals(now.migration())) {
            reasons.add("it is a plan for migration " + saved.migration() + ", this is " + now.migration());
        }
        if (!saved.blueClusterId().equals(now.blueClusterId())
                || !saved.greenClusterId().equals(now.greenClusterId())) {
            reasons.add(
                    "it was made for other clusters (" + saved.blueClusterId() + " -> " + saved.greenClusterId() + ")");
        }
        if (!saved.fingerprint().equals(now.fingerprint())) {
            reasons.add("kmig.yaml or blue's topics changed since it was made");
        }
        Set<Operation> named = new HashSet<>(saved.operations());
        Set<String> connectors =
                saved.operations().stream().map(Operation::target).collect(Collectors.toSet());
        now.operations().stream()
                .filter(o -> !named.contains(o))
                // one that the plan deployed before it was cut short, and that does not run yet
                .filter(o -> !(o instanceof Operation.ReviveConnector && connectors.contains(o.target())))
                .limit(5)
                .forEach(o -> reasons.add("green now needs a change to " + o.target() + " that it does not name"));
        if (!reasons.isEmpty()) {
            throw new KmigException(new Problem(
                    ErrorCode.PLAN_STALE,
                    "the saved plan is stale: " + String.join("; ", reasons),
                    "nothing was changed",
                    "run `kmig plan --out FILE` again, look at it, then `kmig apply FILE`"));
        }
    }

    public void carryOut(Plan plan) {
        validateConnectors(plan);
        journal.append(
                new Event.ApplyBegan(plan.fingerprint(), plan.operations().size()));
        Map<String, TopicFacts> there = already(plan);
        int number = 0;
        Set<String> connectors = new TreeSet<>();
        for (Operation operation : plan.operations()) {
            number++;
            listener.began(number, plan.operations().size(), operation);
            act(operation, there, connectors);
            listener.done(number, plan.operations().size(), operation);
        }
        awaitRunning(connectors);
        journal.append(new Event.Applied(plan.fingerprint(), plan.blueClusterId(), plan.greenClusterId()));
    }

    private void validateConnectors(Plan plan) {
        List<Problem> problems = new ArrayList<>();
        for (Operation operation : plan.operations()) {
            SortedMap<String, String> config = operation instanceof Operation.CreateConnector c
                    ? c.config()
                    : operation instanceof Operation.UpdateConnector u ? u.config() : null;
            if (config != null) {
                for (ConfigFinding finding : estates.connect().validate(config)) {
                    problems.add(new Problem(
                            ErrorCode.CONNECTOR_CONFIG_REFUSED,
                            "the workers refuse " + finding.key() + " of " + operation.target() + ": "
                                    + finding.message(),
                            "nothing was changed",
                            "mend the worker's configuration or kmig.yaml, then run `kmig apply` again"));
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new KmigException(problems, null);
        }
    }

    /** What an apply that was cut short has already made. */
    private Map<String, TopicFacts> already(Plan plan) {
        Set<String> topics = new TreeSet<>();
        plan.operations().forEach(o -> {
            if (o instanceof Operation.CreateTopic c) {
                topics.add(c.topic());
            } else if (o instanceof Operation.AddPartitions a) {
                topics.add(a.topic());
            }
        });
        return topics.isEmpty() ? Map.of() : estates.green().topics(topics);
    }

    private void act(Operation operation, Map<String, TopicFacts> there, Set<String> connectors) {
        if (operation instanceof Operation.CreateTopic o) {
            if (!there.containsKey(o.topic())) {
                estates.green().createTopic(o.topic(), o.partitions(), o.replicationFactor(), o.configs());
            }
        } else if (operation instanceof Operation.AddPartitions o) {
            TopicFacts topic = there.get(o.topic());
            if (topic == null || topic.partitions() < o.to()) {
                estates.green().addPartitions(o.topic(), o.to());
            }
        } else if (operation instanceof Operation.AlterTopicConfigs o) {
            Map<String, String> set = new HashMap<>();
            Set<String> remove = new TreeSet<>();
            o.changes().forEach(c -> {
                if (c.to() == null) {
                    remove.add(c.key());
                } else {
                    set.put(c.key(), c.to());
                }
            });
            estates.green().alterTopicConfigs(o.topic(), set, remove);
        } else if (operation instanceof Operation.CreateConnector o) {
            deploy(o.name(), o.config());
            connectors.add(o.name());
        } else if (operation instanceof Operation.UpdateConnector o) {
            deploy(o.name(), o.config());
            connectors.add(o.name());
        } else if (operation instanceof Operation.ReviveConnector o) {
            revive(o.name());
            connectors.add(o.name());
        }
    }

    /** A new config does not wake tasks that failed under the old one, nor those of an apply that was cut short. */
    private void deploy(String name, SortedMap<String, String> config) {
        boolean there = estates.connect().connector(name).isPresent();
        estates.connect().put(name, config, false);
        if (there) {
            revive(name);
        }
    }

    private void revive(String name) {
        estates.connect().resume(name);
        estates.connect().restartFailed(name);
    }

    private void awaitRunning(Set<String> connectors) {
        Instant until = pacer.now().plus(RUNNING_WITHIN);
        Set<String> waiting = new TreeSet<>(connectors);
        List<Problem> failed = new ArrayList<>();
        while (!waiting.isEmpty()) {
            failed.clear();
            waiting.removeIf(name -> {
                ConnectorFacts facts = estates.connect().connector(name).orElse(null);
                if (facts != null && !facts.running()) {
                    failed.add(notRunning(facts));
                }
                return facts != null && facts.running();
            });
            if (waiting.isEmpty()) {
                return;
            }
            if (!pacer.now().isBefore(until)) {
                if (failed.isEmpty()) {
                    failed.add(new Problem(
                            ErrorCode.APPLY_INCOMPLETE,
                            "these connectors were created and the workers do not know them: " + waiting,
                            "the operations before it stand",
                            "look at the workers' log, then run `kmig apply` again"));
                }
                throw new KmigException(failed, null);
            }
            listener.waiting("connectors to run: " + String.join(", ", waiting));
            pacer.pause(LOOK);
        }
    }

    private static Problem notRunning(ConnectorFacts facts) {
        String trace = facts.tasks().stream()
                .map(ConnectorFacts.TaskFacts::trace)
                .filter(t -> !t.isEmpty())
                .findFirst()
                .map(t -> ": " + t)
                .orElse("");
        return new Problem(
                ErrorCode.APPLY_INCOMPLETE,
                "connector " + facts.name() + " is " + facts.state() + " with "
                        + facts.tasks().size() + " tasks after " + RUNNING_WITHIN.toSeconds() + " s" + trace,
                "the other operations stand",
                "mend the cause (the workers' log has it), then run `kmig apply` again");
    }
}
