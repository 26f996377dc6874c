package io.kmig.testkit;

import io.kmig.core.estate.Colour;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.ClientSpec;
import io.kmig.core.spec.MigrationSpec.ClusterSpec;
import io.kmig.core.spec.MigrationSpec.ConnectSpec;
import io.kmig.core.spec.MigrationSpec.CutoverSpec;
import io.kmig.core.spec.MigrationSpec.DatabaseAccess;
import io.kmig.core.spec.MigrationSpec.DatabaseSpec;
import io.kmig.core.spec.MigrationSpec.Fence;
import io.kmig.core.spec.MigrationSpec.Hook;
import io.kmig.core.spec.MigrationSpec.Manager;
import io.kmig.core.spec.MigrationSpec.Mode;
import io.kmig.core.spec.MigrationSpec.OnFailure;
import io.kmig.core.spec.MigrationSpec.ReplicationSpec;
import io.kmig.core.spec.MigrationSpec.ValidationSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Descriptions of a migration named {@code shop}, each varied from a plain one. */
public record Specs(
        List<ClientSpec> clients,
        List<String> include,
        List<String> exclude,
        boolean exactlyOnce,
        Map<String, String> blueProperties,
        CutoverSpec cutover,
        Manager manager,
        List<DatabaseSpec> databases) {

    public Specs(
            List<ClientSpec> clients,
            List<String> include,
            List<String> exclude,
            boolean exactlyOnce,
            Map<String, String> blueProperties,
            CutoverSpec cutover,
            Manager manager) {
        this(clients, include, exclude, exactlyOnce, blueProperties, cutover, manager, List.of());
    }

    public static Specs plain() {
        return new Specs(
                List.of(),
                List.of(".*"),
                List.of(),
                true,
                Map.of(),
                new CutoverSpec(
                        Mode.FENCED,
                        List.of(Fence.HOOK),
                        Duration.ofSeconds(30),
                        OnFailure.PAUSE,
                        List.of(),
                        Duration.ofHours(24)),
                Manager.REST);
    }

    public Specs with(ClientSpec... described) {
        return new Specs(
                List.of(described), include, exclude, exactlyOnce, blueProperties, cutover, manager, databases);
    }

    public Specs copiedAtLeastOnce() {
        return new Specs(clients, include, exclude, false, blueProperties, cutover, manager, databases);
    }

    public Specs topics(List<String> in, List<String> out) {
        return new Specs(clients, in, out, exactlyOnce, blueProperties, cutover, manager, databases);
    }

    public Specs atLeastOnce() {
        return new Specs(clients, include, exclude, false, blueProperties, cutover, manager, databases);
    }

    public Specs blue(Map<String, String> properties) {
        return new Specs(clients, include, exclude, exactlyOnce, properties, cutover, manager, databases);
    }

    public Specs cutover(CutoverSpec other) {
        return new Specs(clients, include, exclude, exactlyOnce, blueProperties, other, manager, databases);
    }

    public Specs manager(Manager other) {
        return new Specs(clients, include, exclude, exactlyOnce, blueProperties, cutover, other, databases);
    }

    public Specs databases(List<DatabaseSpec> described) {
        return new Specs(clients, include, exclude, exactlyOnce, blueProperties, cutover, manager, described);
    }

    public MigrationSpec spec() {
        return new MigrationSpec(
                "shop",
                new ClusterSpec("blue:9092", blueProperties, null),
                new ClusterSpec("green:9092", Map.of(), null),
                new ConnectSpec("http://connect:8083", manager),
                Optional.empty(),
                new ReplicationSpec(include, exclude, List.of(".*"), List.of(), exactlyOnce, null),
                new ValidationSpec("auto", "earliest", null),
                databases,
                clients,
                cutover,
                Path.of("report"));
    }

    /** A client with hooks of its own: {@code stop-name} and {@code start-name}. */
    public static ClientSpec client(String name, List<String> groups, List<String> produces) {
        return client(name, groups, produces, List.of());
    }

    public static ClientSpec client(
            String name, List<String> groups, List<String> produces, List<String> transactionalIds) {
        return new ClientSpec(
                name,
                groups,
                produces,
                transactionalIds,
                null,
                new Hook.Exec(List.of("stop-" + name)),
                new Hook.Exec(List.of("start-" + name)),
                Duration.ofSeconds(10));
    }

    /** A database named {@code shop}, fed from topics {@code shop.…}. */
    public static DatabaseSpec database(boolean source) {
        DatabaseAccess blue = new DatabaseAccess("jdbc:postgresql://blue/shop", "kmig", "${env:BLUE_PW}", null);
        return new DatabaseSpec(
                "shop",
                List.of("shop\\..*"),
                source ? Optional.of(blue) : Optional.empty(),
                new DatabaseAccess("jdbc:postgresql://green/shop", "kmig", "${env:GREEN_PW}", null),
                Map.of(),
                true,
                Colour.BLUE);
    }

    /** The same client, which writes these databases. */
    public static ClientSpec writing(ClientSpec client, String... databases) {
        return new ClientSpec(
                client.name(),
                client.groups(),
                client.produces(),
                client.transactionalIds(),
                List.of(databases),
                client.wave(),
                client.stop(),
                client.start(),
                client.timeout());
    }

    /** The same client, which reads these topics with positions of its own. */
    public static ClientSpec reading(ClientSpec client, String... topics) {
        return new ClientSpec(
                client.name(),
                client.groups(),
                client.produces(),
                client.transactionalIds(),
                client.databases(),
                client.wave(),
                client.stop(),
                client.start(),
                client.timeout(),
                List.of(topics));
    }

    /** The same client, stopped and started by a person. */
    public static ClientSpec byHand(ClientSpec client) {
        return new ClientSpec(
                client.name(),
                client.groups(),
                client.produces(),
                client.transactionalIds(),
                client.wave(),
                new Hook.Manual("stop " + client.name()),
                new Hook.Manual("start " + client.name()),
                client.timeout());
    }
}
