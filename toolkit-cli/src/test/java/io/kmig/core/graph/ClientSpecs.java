package io.kmig.core.graph;

import io.kmig.core.spec.MigrationSpec.ClientSpec;
import io.kmig.core.spec.MigrationSpec.Hook;
import java.time.Duration;
import java.util.List;

/** Clients of which only the graph matters. */
final class ClientSpecs {
    private ClientSpecs() {}

    static ClientSpec client(String name, List<String> groups, List<String> produces) {
        return new ClientSpec(
                name,
                groups,
                produces,
                List.of(),
                null,
                new Hook.Manual("stop " + name),
                new Hook.Manual("start " + name),
                Duration.ofSeconds(1));
    }
}
