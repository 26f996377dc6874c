package io.kmig.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.Exit;
import io.kmig.core.error.KmigException;
import io.kmig.core.estate.Colour;
import io.kmig.core.port.ConnectPort;
import io.kmig.core.port.Estates;
import io.kmig.core.spec.MigrationSpec.Manager;
import io.kmig.testkit.FakeCluster;
import io.kmig.testkit.FakeConnect;
import io.kmig.testkit.FakeMirrorRecords;
import io.kmig.testkit.Specs;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SurveyTest {
    private final FakeMirrorRecords records = new FakeMirrorRecords();

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        FakeCluster blue = new FakeCluster(Colour.BLUE, "one");
        FakeCluster green = new FakeCluster(Colour.GREEN, "one");
        FakeConnect connect = connect(green).withoutPlugin(FakeConnect.MIRROR_SOURCE);

        KmigException refusal = catchThrowableOfType(
                KmigException.class,
                () -> Survey.of(
                        Specs.plain().manager(Manager.STRIMZI).spec(),
                        estates(blue, green, worker(connect, "2.8.2", "elsewhere"))));

        assertThat(refusal.problems().stream().map(p -> p.code()))
                .containsExactly(
                        ErrorCode.SAME_CLUSTER,
                        ErrorCode.CONNECT_PLUGIN_MISSING,
                        ErrorCode.CONNECT_UNFIT,
                        ErrorCode.CONNECT_UNFIT,
                        ErrorCode.CONNECT_UNFIT);
        assertThat(refusal.getMessage())
                .contains("blue (blue:9092) and green (green:9092) are one cluster, id one")
                .contains("cannot load org.apache.kafka.connect.mirror.MirrorSourceConnector")
                .contains("keep their topics on cluster elsewhere, green is one")
                .contains("are release 2.8.2")
                .contains("connect.green.manager is strimzi");
        assertThat(refusal.exit()).isEqualTo(Exit.REFUSED);
        assertThat(refusal.problems()).allSatisfy(p -> assertThat(p.unchanged()).isEqualTo("nothing was changed"));
    }

    @ParameterizedTest
    @CsvSource({
        "3.6.2,true",
        "2.8.0,true",
        "3.7.0,false",
        "3.7,false",
        "4.3.1,false",
        "3.10.1,false",
        "7.5.0-ccs,false",
        "vendor,false"
    })
    void workersMustBe37OrLater(String version, boolean refused) {
        FakeCluster green = new FakeCluster(Colour.GREEN);
        Estates estates = estates(
                new FakeCluster(Colour.BLUE),
                green,
                worker(connect(green), version, green.identity().id()));

        KmigException refusal = catchThrowableOfType(
                KmigException.class, () -> Survey.of(Specs.plain().spec(), estates));

        assertThat(refusal != null).isEqualTo(refused);
    }

    @Test
    void itReadsBlueWholeOfGreenWhatIsInScopeAndKmigsOwnConnectors() {
        FakeCluster blue = new FakeCluster(Colour.BLUE).topic("orders", 1).topic("__x", 1);
        FakeCluster green = new FakeCluster(Colour.GREEN).topic("orders", 1).topic("unrelated", 1);
        FakeConnect connect = connect(green);
        connect.put("kmig.shop.heartbeat", Map.of("name", "kmig.shop.heartbeat"), true);
        connect.put("somebody's", Map.of(), true);

        Survey survey = Survey.of(Specs.plain().spec(), estates(blue, green, connect));

        assertThat(survey.blue().topics()).containsOnlyKeys("orders", "__x");
        assertThat(survey.green().topics()).containsOnlyKeys("orders");
        assertThat(survey.connectors()).containsOnlyKeys("kmig.shop.heartbeat");
    }

    private FakeConnect connect(FakeCluster green) {
        FakeConnect connect = new FakeConnect("workers", green, Map.of("green", green), records);
        MirrorLayout.requiredPlugins().forEach(connect::plugin);
        return connect;
    }

    private Estates estates(FakeCluster blue, FakeCluster green, ConnectPort connect) {
        return new Estates(blue, green, blue, green, connect, records);
    }

    /** The same workers, of another release or on another cluster. */
    private static ConnectPort worker(ConnectPort connect, String version, String clusterId) {
        return (ConnectPort) Proxy.newProxyInstance(
                ConnectPort.class.getClassLoader(), new Class<?>[] {ConnectPort.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("worker")) {
                        return new ConnectPort.WorkerFacts(version, clusterId);
                    }
                    try {
                        return method.invoke(connect, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
