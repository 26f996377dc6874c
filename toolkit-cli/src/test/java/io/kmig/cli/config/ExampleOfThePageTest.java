package io.kmig.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Estate;
import io.kmig.core.estate.Tp;
import io.kmig.core.graph.MoveOrder;
import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import io.kmig.core.migration.Cutover;
import io.kmig.core.plan.Plan;
import io.kmig.core.plan.Planner;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.testkit.FakeCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who copies the example of docs/kmig-yaml.md gets a migration that this version carries out, all of it. */
class ExampleOfThePageTest {
    private static final Path PAGE = Path.of(System.getProperty("kmig.home"), "docs", "kmig-yaml.md");
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(version: 1\n.*?)```", Pattern.DOTALL);

    private final FakeCluster blue = new FakeCluster(Colour.BLUE)
            .topic("orders.placed", 2)
            .topic("invoices", 1)
            .topic("shop.public.orders", 1)
            .topic("shop.message", 1)
            .commit("billing", new Tp("orders.placed", 0), 7, "")
            .commit("backoffice", new Tp("invoices", 0), 7, "");

    @Test
    void planHasNothingToSayOfWhatThisVersionLeavesOut(@TempDir Path dir) throws IOException {
        Plan plan = plan(example(dir));

        assertThat(plan.order()).hasSize(2);
        assertThat(plan.risks().stream().map(r -> r.subject() + ": " + r.text()))
                .isNotEmpty()
                .noneMatch(risk -> risk.contains("this version"));
    }

    @Test
    void cutoverFindsEveryGateOpen(@TempDir Path dir) throws IOException {
        MigrationSpec spec = example(dir);
        Plan plan = plan(spec);
        Plan carriedOut = new Plan(
                plan.migration(),
                plan.blueClusterId(),
                plan.greenClusterId(),
                plan.fingerprint(),
                List.of(),
                plan.order(),
                plan.risks(),
                plan.scope());
        List<Entry> applied =
                List.of(new Entry(0, Instant.EPOCH, "test", new Event.Applied(plan.fingerprint(), "B", "G")));

        assertThat(Cutover.gates(
                        spec,
                        blue,
                        applied,
                        carriedOut,
                        plan.order().stream().map(MoveOrder.Placed::unit).toList()))
                .isEmpty();
    }

    private static MigrationSpec example(Path dir) throws IOException {
        Matcher example = EXAMPLE.matcher(Files.readString(PAGE));
        assertThat(example.find()).as("an example in %s", PAGE).isTrue();
        ConfigFolder folder = new ConfigFolder(dir)
                .with("blue.properties", "security.protocol=SSL\n")
                .with("green.properties", "security.protocol=SSL\n")
                .withPrograms("stop", "start")
                .with("kmig.yaml", example.group(1));
        return new ConfigReader().read(folder.yaml());
    }

    private Plan plan(MigrationSpec spec) {
        FakeCluster green = new FakeCluster(Colour.GREEN);
        return new Planner(spec)
                .plan(
                        new Estate(blue.identity(), blue.topics(), blue.groups()),
                        new Estate(green.identity(), green.topics(), green.groups()),
                        Map.of(),
                        Set.of(),
                        Set.of(),
                        List.of());
    }
}
