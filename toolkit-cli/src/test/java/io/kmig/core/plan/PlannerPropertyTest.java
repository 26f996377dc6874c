package io.kmig.core.plan;

import static io.kmig.testkit.Specs.client;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.ClientSpec;
import io.kmig.testkit.Specs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What holds for any two estates. */
final class PlannerPropertyTest {
    private static final int ESTATES = 800;
    private static final List<String> KEYS = List.of(
            "cleanup.policy",
            "retention.ms",
            "max.message.bytes",
            "flush.ms",
            "message.timestamp.type",
            "min.insync.replicas",
            "confluent.tier");

    @Test
    void afterCarryingOutAllOperationsPlanningAgainYieldsNone() {
        for (long seed = 0; seed < ESTATES; seed++) {
            Random random = new Random(seed);
            Sketch sketch = sketch(random);
            MigrationSpec spec = spec(random);
            String[] handedOff = handedOff(sketch, spec, random);
            Map<String, String> greenDefaults = overridden(random, Sketch.DEFAULTS);

            Plan plan = sketch.plan(spec, handedOff);
            sketch.carryOut(plan.operations(), greenDefaults);

            assertThat(sketch.plan(spec, handedOff).operations())
                    .as("seed %d", seed)
                    .isEmpty();
        }
    }

    @Test
    void aPlanCutShortAnywhereNamesEverythingThatIsLeft() {
        for (long seed = 0; seed < ESTATES; seed++) {
            Random random = new Random(seed);
            Sketch sketch = sketch(random);
            MigrationSpec spec = spec(random);
            String[] handedOff = handedOff(sketch, spec, random);
            Plan saved = sketch.plan(spec, handedOff);

            int done = random.nextInt(saved.operations().size() + 1);
            sketch.carryOut(saved.operations().subList(0, done), Sketch.DEFAULTS);
            Plan now = sketch.plan(spec, handedOff);

            Apply.refuseStale(saved, now);
            assertThat(saved.operations()).as("seed %d", seed).containsAll(now.operations());
        }
    }

    @Test
    void whatKmigOwnsIsNeverInScope() {
        for (long seed = 0; seed < ESTATES; seed++) {
            Random random = new Random(seed);
            Sketch sketch = sketch(random);
            MigrationSpec spec = spec(random);

            Plan plan = sketch.plan(spec);

            assertThat(plan.operations().stream().map(Operation::target))
                    .as("seed %d", seed)
                    .noneMatch(t ->
                            t.startsWith("topic kmig.") || t.startsWith("topic __") || t.equals("topic heartbeats"));
        }
    }

    private static Sketch sketch(Random random) {
        Sketch sketch = new Sketch();
        sketch.greenNodes = 1 + random.nextInt(4);
        List<String> names = new ArrayList<>(List.of("kmig.shop.journal", "__consumer_offsets", "heartbeats"));
        for (int i = 0; i < 5; i++) {
            names.add("t" + i);
        }
        for (String name : names) {
            if (random.nextInt(3) > 0) {
                sketch.blueTopic(name, 1 + random.nextInt(4), some(random));
            }
            if (random.nextInt(3) == 0) {
                sketch.greenTopic(name, 1 + random.nextInt(4), some(random));
            }
        }
        for (int i = 0; i < random.nextInt(4); i++) {
            sketch.group("g" + i, "t" + random.nextInt(5), "t" + random.nextInt(5));
        }
        for (String name : List.of("mirror.c0", "mirror.c1", "mirror.unclaimed", "checkpoint", "heartbeat")) {
            if (random.nextInt(3) == 0) {
                String full = "kmig.shop." + name;
                List<String> states = List.of("RUNNING", "STOPPED", "FAILED", "PAUSED");
                sketch.connectors.put(
                        full, Sketch.connector(full, states.get(random.nextInt(4)), Map.of("name", full, "x", "y")));
            }
        }
        return sketch;
    }

    private static MigrationSpec spec(Random random) {
        List<ClientSpec> clients = new ArrayList<>();
        for (int i = 0; i < random.nextInt(3); i++) {
            clients.add(client(
                    "c" + i, List.of("g" + i), random.nextBoolean() ? List.of("t" + random.nextInt(6)) : List.of()));
        }
        Specs specs = Specs.plain().with(clients.toArray(ClientSpec[]::new));
        return (random.nextInt(4) == 0 ? specs.topics(List.of("t.*"), List.of("t0")) : specs).spec();
    }

    private static String[] handedOff(Sketch sketch, MigrationSpec spec, Random random) {
        Set<String> units = new TreeSet<>();
        sketch.plan(spec).order().forEach(p -> {
            if (random.nextInt(3) == 0) {
                units.add(p.unit().name());
            }
        });
        return units.toArray(String[]::new);
    }

    private static Map<String, String> some(Random random) {
        Map<String, String> overrides = new HashMap<>();
        for (String key : KEYS) {
            if (random.nextInt(4) == 0) {
                overrides.put(key, value(key, random));
            }
        }
        return overrides;
    }

    private static Map<String, String> overridden(Random random, Map<String, String> defaults) {
        Map<String, String> changed = new HashMap<>(defaults);
        changed.replaceAll((key, value) -> random.nextInt(4) == 0 ? value(key, random) : value);
        return changed;
    }

    private static String value(String key, Random random) {
        return switch (key) {
            case "message.timestamp.type" -> random.nextBoolean() ? "CreateTime" : "LogAppendTime";
            case "cleanup.policy" -> random.nextBoolean() ? "compact" : "delete";
            default -> Integer.toString(1 + random.nextInt(4));
        };
    }
}
