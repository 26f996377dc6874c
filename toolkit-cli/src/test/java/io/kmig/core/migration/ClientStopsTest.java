package io.kmig.core.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.graph.Unit;
import io.kmig.core.spec.MigrationSpec.ClientSpec;
import io.kmig.testkit.Specs;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ClientStopsTest {
    @Test
    void manyGroupsAreSeenAtRestOverOneWindow() {
        World world = World.ofConsumer();
        List<String> groups = IntStream.range(0, 50).mapToObj(i -> "g" + i).toList();
        groups.forEach(group -> world.blue.commit(group, World.IN_0, 1, ""));
        ClientSpec client = Specs.client("many", groups, List.of());
        ClientStops stops = new ClientStops(
                world.spec, world.hooks, world.pacer, Passage.toGreen(world.estates(KillSwitch.never())));
        int before = world.pacer.pauses();

        var positions = stops.awaitStopped(
                new Unit("many", List.of(client), new TreeSet<>()),
                world.blue,
                new Patience(world.pacer, Duration.ofSeconds(30)));

        assertThat(positions).hasSize(50).allSatisfy((group, at) -> assertThat(at)
                .containsKey(World.IN_0));
        assertThat(world.pacer.pauses() - before).isEqualTo(1);
    }
}
