package io.kmig.core.migration;

import static io.kmig.core.migration.Refusals.codes;
import static io.kmig.testkit.Specs.client;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.estate.Tp;
import io.kmig.core.plan.SinkLayout;
import io.kmig.core.port.ConnectPort;
import io.kmig.core.port.Estates;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.DatabaseSpec;
import io.kmig.testkit.FakeCluster;
import io.kmig.testkit.FakeConnect;
import io.kmig.testkit.FakeDatabases;
import io.kmig.testkit.FakeMirrorRecords;
import io.kmig.testkit.FakePacer;
import io.kmig.testkit.Specs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Sinks are made as described, once, and say why when they can't be. */
class SinksTest {
    private static final String SINK = "kmig.shop.sink.shop";

    private final FakeCluster blue = new FakeCluster(Colour.BLUE);
    private final FakeCluster green = new FakeCluster(Colour.GREEN);
    private final FakeMirrorRecords records = new FakeMirrorRecords();
    private final FakeConnect connect =
            new FakeConnect("connect", green, Map.of("blue", blue, "green", green), records).plugin(SinkLayout.PLUGIN);
    private final FakeDatabases databases = new FakeDatabases();
    private final MigrationSpec spec = Specs.plain()
            .with(Specs.writing(client("app", List.of(), List.of()), "shop"))
            .databases(List.of(Specs.database(true)))
            .spec();
    private final DatabaseSpec shop = spec.databases().get(0);
    private final Sinks sinks =
            new Sinks(spec, new Estates(blue, green, blue, green, connect, records, databases), new FakePacer());

    @Test
    void aSinkIsDeployedOnceWithItsPasswordUnresolved() {
        green.topic(FakeDatabases.ROWS, 2);

        assertThat(sinks.deploy(shop, false)).isEqualTo(Sinks.Deployed.CREATED);

        assertThat(connect.connector(SINK)).get().satisfies(c -> {
            assertThat(c.state()).isEqualTo("RUNNING");
            assertThat(c.config())
                    .containsEntry("connector.class", SinkLayout.PLUGIN)
                    .containsEntry("topics.regex", "shop\\..*")
                    .containsEntry("migration", "shop")
                    .containsEntry("connection.password", "${env:GREEN_PW}")
                    .containsEntry("consumer.override.group.id", SINK)
                    .containsEntry("consumer.override.isolation.level", "read_committed")
                    .containsEntry("tasks.max", "2");
        });
        assertThat(sinks.deploy(shop, false)).isEqualTo(Sinks.Deployed.UNCHANGED);
        assertThat(connect.calls().stream().filter(c -> c.startsWith("put "))).hasSize(1);
    }

    @Test
    void aFailedTaskIsStartedAgain() {
        green.topic(FakeDatabases.ROWS, 1);
        sinks.deploy(shop, false);
        connect.failTask(SINK, "ConnectException: x");

        sinks.deploy(shop, false);

        assertThat(connect.connector(SINK)).get().matches(ConnectorFacts::running);
    }

    @Test
    void workersWithoutThePluginAreNamed() {
        green.topic(FakeDatabases.ROWS, 1);
        connect.withoutPlugin(SinkLayout.PLUGIN);

        assertThat(refusal(shop)).isEqualTo(ErrorCode.SINK_PLUGIN_MISSING);
        assertThat(connect.connectors()).isEmpty();
    }

    @Test
    void whatTheWorkersRefuseChangesNothing() {
        green.topic(FakeDatabases.ROWS, 1);
        connect.findings(new ConnectPort.ConfigFinding("connection.url", "can't be reached"));

        assertThat(refusal(shop)).isEqualTo(ErrorCode.CONNECTOR_CONFIG_REFUSED);
        assertThat(connect.connectors()).isEmpty();
    }

    @Test
    void withoutTopicsOnGreenThereIsNothingToDeployYet() {
        green.topic("other", 1);

        assertThat(refusal(shop)).isEqualTo(ErrorCode.NOT_APPLIED);
    }

    @Test
    void aDatabaseWhoseClientsRunOnGreenIsNotWrittenAgain() {
        green.topic(FakeDatabases.ROWS, 1);
        sinks.deploy(shop, false);
        connect.stop(SINK);

        assertThat(sinks.deploy(shop, true)).isEqualTo(Sinks.Deployed.HANDED_OVER);
        assertThat(connect.connector(SINK).orElseThrow().state()).isEqualTo("STOPPED");
    }

    @Test
    void aNameThatIsNotDescribedIsRefused() {
        KmigException refusal = catchThrowableOfType(KmigException.class, () -> sinks.named(Optional.of("shoop")));

        assertThat(codes(refusal)).containsExactly(ErrorCode.UNKNOWN_DATABASE);
        assertThat(refusal.getMessage()).contains("shoop", "there are shop");
    }

    @Test
    void howFarASinkIsComesFromTheDatabase() {
        green.topic(FakeDatabases.ROWS, 2);
        green.append(new Tp(FakeDatabases.ROWS, 0), "1=a");
        databases.apply(SINK, new Tp(FakeDatabases.ROWS, 0), 1);

        Sinks.Standing standing = sinks.standing(shop);

        assertThat(standing.connector()).isEmpty();
        assertThat(standing.partitions())
                .containsEntry(new Tp(FakeDatabases.ROWS, 0), new Sinks.Applied(Optional.of(1L), 0, 1))
                .containsEntry(new Tp(FakeDatabases.ROWS, 1), new Sinks.Applied(Optional.empty(), 0, 0));
    }

    private ErrorCode refusal(DatabaseSpec database) {
        return codes(catchThrowableOfType(KmigException.class, () -> sinks.deploy(database, false)))
                .get(0);
    }
}
