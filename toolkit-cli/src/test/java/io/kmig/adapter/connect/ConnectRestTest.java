package io.kmig.adapter.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmig.adapter.connect.StubWorker.Reply;
import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.estate.Tp;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is hard to bring about with a real worker. */
@Timeout(30)
class ConnectRestTest {
    private static final Reply REBALANCE = new Reply(
            409,
            "{\"error_code\":409,\"message\":\"Cannot complete request momentarily due to stale"
                    + " configuration (typically caused by a concurrent config change)\"}");
    private static final Reply OK = new Reply(204, "");

    private final StubWorker worker = new StubWorker();
    private final ConnectRest connect = rest(worker.url());

    @AfterEach
    void close() {
        worker.close();
    }

    @Test
    void aRebalanceIsWaitedOut() {
        worker.on("PUT /connectors/m/stop", REBALANCE, REBALANCE, OK);

        connect.stop("m");

        assertThat(worker.requests()).hasSize(3);
    }

    @Test
    void aRebalanceThatDoesNotEndFailsInTheWorkersWords() {
        worker.on("PUT /connectors/m/stop", REBALANCE);

        Problem problem = problem(() -> connect.stop("m"));

        assertThat(problem.code()).isEqualTo(ErrorCode.CONNECT_REQUEST_FAILED);
        assertThat(problem.observed())
                .contains("stop m")
                .contains("stale configuration")
                .contains("409");
        assertThat(worker.requests()).hasSizeGreaterThan(2);
    }

    @Test
    void aRebalanceThatComesOutAsAnInternalErrorIsWaitedOut() {
        Reply expected = new Reply(
                500,
                "{\"error_code\":500,\"message\":\"Request cannot be completed because a rebalance is expected\"}");
        worker.on("PUT /connectors/m/stop", expected, expected, OK);

        connect.stop("m");

        assertThat(worker.requests()).hasSize(3);
    }

    @Test
    void aNewConnectorIsCreatedStopped() {
        worker.on("POST /connectors", new Reply(201, "{}"));

        connect.put("m", Map.of("tasks.max", "1"), true);

        assertThat(worker.requests())
                .containsExactly(
                        "GET /connectors/m/config",
                        "POST /connectors {\"name\":\"m\",\"config\":{\"tasks.max\":\"1\"},\"initial_state\":\"STOPPED\"}");
    }

    @Test
    void aConnectorThatAppearedMeanwhileIsReplacedAndNotWaitedFor() {
        worker.on("POST /connectors", new Reply(409, "{\"message\":\"Connector m already exists\"}"))
                .on("PUT /connectors/m/config", new Reply(200, "{}"));

        connect.put("m", Map.of("tasks.max", "1"), false);

        assertThat(worker.requests())
                .containsExactly(
                        "GET /connectors/m/config",
                        "POST /connectors {\"name\":\"m\",\"config\":{\"tasks.max\":\"1\"}}",
                        "PUT /connectors/m/config {\"tasks.max\":\"1\"}");
    }

    @Test
    void aFailureWithACauseIsToldWithEveryLineOfTheCausesMessage() {
        assertThat(ConnectRest.reason("""
                        ConnectException: Exiting WorkerSinkTask
                        \tat Worker.run
                        Caused by: ConnectException: not ready for these changes:
                        - table shop.shipment: it does not exist
                        - table shop.label: it has no key
                        \tat Sink.put
                        \t... 10 more
                        """))
                .isEqualTo("ConnectException: Exiting WorkerSinkTask Cause: ConnectException: not ready for these"
                        + " changes: - table shop.shipment: it does not exist - table shop.label: it has no key");
        assertThat(ConnectRest.reason("boom: it broke\nthere\n\tat Some.line\n\tat Other.line"))
                .isEqualTo("boom: it broke there");
        assertThat(ConnectRest.reason("")).isEmpty();
    }

    @Test
    void aConnectorShowsItsStateAndTheFirstLineOfAFailure() {
        worker.on("GET /connectors/m/config", new Reply(200, "{\"tasks.max\":\"1\",\"unset\":null}"))
                .on(
                        "GET /connectors/m/status",
                        new Reply(
                                200,
                                "{\"connector\":{\"state\":\"RUNNING\"},\"tasks\":[{\"id\":0,\"state\":\"FAILED\","
                                        + "\"worker_id\":\"w:1\",\"trace\":\"boom: it broke\\n\\tat Some.line\"},"
                                        + "{\"id\":1,\"state\":\"RUNNING\",\"worker_id\":\"w:2\"}]}"));

        ConnectorFacts facts = connect.connector("m").orElseThrow();

        assertThat(facts)
                .isEqualTo(new ConnectorFacts(
                        "m",
                        "RUNNING",
                        List.of(
                                new ConnectorFacts.TaskFacts(0, "FAILED", "w:1", "boom: it broke"),
                                new ConnectorFacts.TaskFacts(1, "RUNNING", "w:2", "")),
                        Map.of("tasks.max", "1")));
    }

    @Test
    void aConnectorNoWorkerHasYetIsUnassigned() {
        worker.on("GET /connectors/m/config", new Reply(200, "{}"));

        assertThat(connect.connector("m").orElseThrow().state()).isEqualTo("UNASSIGNED");
    }

    @Test
    void onlyTheMessageOfAnErrorIsShownAndBounded() {
        worker.on(
                "PUT /connectors/m/config",
                new Reply(
                        500,
                        "{\"error_code\":500,\"message\":\"" + "long ".repeat(1_000)
                                + "\",\"config\":{\"password\":\"hunter2\"}}"));
        worker.on("GET /connectors/m/config", new Reply(200, "{}"));

        Problem problem = problem(() -> connect.put("m", Map.of(), false));

        assertThat(problem.observed()).contains("long long").hasSizeLessThan(700);
        assertThat(problem.toString()).doesNotContain("hunter2");
    }

    @Test
    void anErrorPageThatIsNoJsonIsShownByItsStatus() {
        worker.on("PUT /connectors/m/stop", new Reply(503, "<html>hunter2</html>"));

        Problem problem = problem(() -> connect.stop("m"));

        assertThat(problem.observed()).contains("503").doesNotContain("hunter2");
    }

    @Test
    void aWorkerThatIsDownIsPassedOverForTheNext() throws IOException {
        worker.on("GET /connectors", new Reply(200, "[\"a\",\"b\"]"));

        assertThat(rest(nobody(), worker.url()).connectors()).isEqualTo(Set.of("a", "b"));
    }

    @Test
    void whenNoWorkerAnswersEachIsNamed() throws IOException {
        URI first = nobody();
        URI second = nobody();

        Problem problem = problem(() -> rest(first, second).connectors());

        assertThat(problem.code()).isEqualTo(ErrorCode.CONNECT_UNREACHABLE);
        assertThat(problem.observed()).contains(first.toString()).contains(second.toString());
        assertThat(problem.remedy()).contains("curl -sS " + first);
    }

    @Test
    void credentialsInTheUrlAreSentAndNeverShown() throws IOException {
        worker.on("GET /connectors", new Reply(200, "[]"));
        String address = worker.url().getAuthority();

        rest(URI.create("http://kmig:hunter2@" + address)).connectors();
        Problem problem = problem(() -> rest(URI.create("http://kmig:hunter2@" + nobody().getAuthority()))
                .connectors());

        assertThat(worker.authorizations()).containsExactly("Basic a21pZzpodW50ZXIy");
        assertThat(problem.toString()).doesNotContain("hunter2");
    }

    @Test
    void namesAreEncodedAsPathSegments() {
        worker.on("DELETE /connectors/a%20b%2Fc%3F", OK);

        connect.delete("a b/c?");

        assertThat(worker.requests()).containsExactly("DELETE /connectors/a%20b%2Fc%3F");
    }

    @Test
    void offsetsOfAnAliasTheConnectorNoLongerHasAreNotItsOwn() {
        worker.on("GET /connectors/m/config", new Reply(200, "{\"source.cluster.alias\":\"blue\"}"))
                .on(
                        "GET /connectors/m/offsets",
                        new Reply(
                                200,
                                "{\"offsets\":[" + offset("old", "t", 0, "{\"offset\":7}") + ","
                                        + offset("blue", "t", 0, "{\"offset\":3}") + ","
                                        + offset("blue", "t", 1, "null") + "]}"));

        assertThat(connect.mirrorOffsets("m")).isEqualTo(Map.of(new Tp("t", 0), 3L));
    }

    @Test
    void offsetsAreAlteredInOneRequestAndMinusOneClears() {
        worker.on("PATCH /connectors/m/offsets", new Reply(200, "{\"message\":\"altered\"}"));

        connect.alterMirrorOffsets("m", "blue", Map.of(new Tp("t", 1), -1L, new Tp("t", 0), 5L));

        assertThat(worker.requests())
                .containsExactly("PATCH /connectors/m/offsets {\"offsets\":[" + offset("blue", "t", 0, "{\"offset\":5}")
                        + "," + offset("blue", "t", 1, "null") + "]}");
    }

    @Test
    void aConnectorThatIsStillStoppingIsWaitedForAndOneThatRunsIsNot() {
        Reply notStopped = new Reply(400, "{\"message\":\"Connectors must be in the STOPPED state\"}");
        worker.on("PATCH /connectors/m/offsets", notStopped, notStopped, new Reply(200, "{}"))
                .on("GET /connectors/m/config", new Reply(200, "{}"))
                .on("GET /connectors/m/status", new Reply(200, "{\"connector\":{\"state\":\"STOPPED\"}}"));

        connect.alterMirrorOffsets("m", "blue", Map.of(new Tp("t", 0), 1L));

        assertThat(worker.requests())
                .filteredOn(request -> request.startsWith("PATCH"))
                .hasSize(3);

        worker.on("PATCH /connectors/m/offsets", notStopped)
                .on("GET /connectors/m/status", new Reply(200, "{\"connector\":{\"state\":\"RUNNING\"}}"));
        Problem problem = problem(() -> connect.alterMirrorOffsets("m", "blue", Map.of(new Tp("t", 0), 1L)));

        assertThat(problem.observed()).contains("STOPPED state");
        assertThat(worker.requests())
                .filteredOn(request -> request.startsWith("PATCH"))
                .hasSize(4);
    }

    @Test
    void aMissingConnectorClassIsAFindingWithoutAsking() {
        assertThat(connect.validate(Map.of())).singleElement().satisfies(finding -> assertThat(finding.key())
                .isEqualTo("connector.class"));
        assertThat(worker.requests()).isEmpty();
    }

    private static String offset(String alias, String topic, int partition, String offset) {
        return "{\"partition\":{\"cluster\":\"" + alias + "\",\"topic\":\"" + topic + "\",\"partition\":" + partition
                + "},\"offset\":" + offset + "}";
    }

    private static ConnectRest rest(URI... urls) {
        return new ConnectRest(List.of(urls), Duration.ofSeconds(2));
    }

    private static URI nobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }

    private static Problem problem(ThrowingCallable call) {
        KmigException failure = catchThrowableOfType(KmigException.class, call);
        assertThat(failure).isNotNull();
        return failure.problems().get(0);
    }
}
