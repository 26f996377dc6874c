package io.kmig.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.RecordLog;
import io.kmig.sandbox.KafkaSpec;
import io.kmig.sandbox.Security;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What stands between kmig and a cluster is told apart, named, and noticed within seconds. */
@Timeout(60)
class ReachingAClusterIT {
    private static final String ADMIN_SECRET = "boss-secret-7391";
    private static final String LIMITED_SECRET = "limited-secret-4410";
    private static final Duration SOON = Duration.ofSeconds(15);

    private static io.kmig.sandbox.KafkaCluster guarded;

    @BeforeAll
    static void start() {
        Security security = new Security.SaslPlain("boss", ADMIN_SECRET, Map.of()).withUser("limited", LIMITED_SECRET);
        guarded = io.kmig.sandbox.KafkaCluster.start(KafkaSpec.named("guarded")
                .withSecurity(security)
                .withBrokerProperties(
                        Map.of("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")));
    }

    @AfterAll
    static void stop() {
        guarded.close();
    }

    @Test
    void withTheRightCredentialsItAnswers() {
        try (KafkaCluster cluster = new KafkaCluster(Colour.BLUE, properties("boss", ADMIN_SECRET))) {
            assertThat(cluster.identity().nodes()).isEqualTo(1);
            assertThat(cluster.identity().version()).isEqualTo("4.3-IV0");
        }
    }

    @Test
    void aWrongPasswordIsRefusedCredentials() {
        Problem problem = refused(properties("boss", "wrong-secret-1234"));

        assertThat(problem.code()).isEqualTo(ErrorCode.CREDENTIALS_REFUSED);
        assertThat(problem.observed()).contains(guarded.bootstrap());
        assertThat(problem.toString()).doesNotContain("wrong-secret-1234");
    }

    @Test
    void nobodyListeningIsUnreachable() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        Problem problem = refused(Map.of("bootstrap.servers", "127.0.0.1:" + port));

        assertThat(problem.code()).isEqualTo(ErrorCode.CLUSTER_UNREACHABLE);
        assertThat(problem.observed()).contains("127.0.0.1:" + port);
        assertThat(problem.remedy()).contains("nc -vz 127.0.0.1 " + port);
    }

    @Test
    void aServerThatAcceptsAndSaysNothingIsUnreachable() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            Problem problem = refused(Map.of("bootstrap.servers", "127.0.0.1:" + silent.getLocalPort()));

            assertThat(problem.code()).isEqualTo(ErrorCode.CLUSTER_UNREACHABLE);
        }
    }

    @Test
    void aNameThatDoesNotResolveIsUnreachable() {
        Problem problem = refused(Map.of("bootstrap.servers", "no-such-host.invalid:9092"));

        assertThat(problem.code()).isEqualTo(ErrorCode.CLUSTER_UNREACHABLE);
        assertThat(problem.observed()).contains("no-such-host.invalid:9092");
    }

    @Test
    void noCredentialsWhereSomeAreAskedForIsUnreachableWithAHintAtTheProtocol() {
        Problem problem = refused(Map.of("bootstrap.servers", guarded.bootstrap()));

        assertThat(problem.code()).isEqualTo(ErrorCode.CLUSTER_UNREACHABLE);
        assertThat(problem.remedy()).contains("security.protocol");
    }

    @Test
    void malformedPropertiesAreNamedByKeyAndNeverByValue() {
        Map<String, Object> properties = properties("boss", ADMIN_SECRET);
        properties.put("sasl.jaas.config", "PlainLoginModule with-secret-5512 oops");

        Problem problem = refused(properties);

        assertThat(problem.code()).isIn(ErrorCode.CLUSTER_REQUEST_FAILED, ErrorCode.CREDENTIALS_REFUSED);
        assertThat(problem.observed()).contains("blue");
        assertThat(problem.toString()).doesNotContain("with-secret-5512");
    }

    @Test
    void aMissingPermissionNamesTheTopic() throws Exception {
        grantRead("readable");
        try (KafkaCluster boss = new KafkaCluster(Colour.BLUE, properties("boss", ADMIN_SECRET));
                KafkaCluster limited = new KafkaCluster(Colour.BLUE, properties("limited", LIMITED_SECRET));
                KafkaRecordLog log = new KafkaRecordLog(Colour.BLUE, properties("limited", LIMITED_SECRET))) {
            boss.createTopic("readable", 1, 1, Map.of());

            Problem altering =
                    problem(() -> limited.alterTopicConfigs("readable", Map.of("retention.ms", "1"), Set.of()));
            Problem creating = problem(() -> limited.createTopic("forbidden", 1, 1, Map.of()));
            Problem fencing = problem(() -> limited.fenceProducers(List.of("their-id")));
            Problem committing = problem(
                    () -> limited.commitOffsets("their-group", Map.of(new Tp("readable", 0), new GroupOffset(1, ""))));
            Problem reading = problem(() -> {
                try (RecordLog.Cursor cursor = log.open(new Tp("unseen", 0), 0)) {
                    cursor.next();
                }
            });

            assertThat(List.of(altering, creating, fencing, committing, reading))
                    .extracting(Problem::code)
                    .containsOnly(ErrorCode.PERMISSION_DENIED);
            assertThat(altering.observed()).contains("readable");
            assertThat(creating.observed()).contains("forbidden");
            assertThat(fencing.observed()).contains("their-id");
            assertThat(committing.observed()).contains("their-group");
            assertThat(reading.observed()).contains("unseen");
            assertThat(creating.unchanged()).contains("forbidden");
        }
    }

    @Test
    void aBrokerThatStopsAnsweringLaterIsUnreachableToo() {
        try (KafkaCluster cluster = new KafkaCluster(Colour.BLUE, properties("boss", ADMIN_SECRET))) {
            cluster.createTopic("paused", 1, 1, Map.of());
            guarded.pause(0);

            Problem problem = problem(() -> cluster.ends(List.of(new Tp("paused", 0))));

            assertThat(problem.code()).isEqualTo(ErrorCode.CLUSTER_UNREACHABLE);
            assertThat(problem.observed()).contains("paused-0");
        } finally {
            guarded.resume(0);
        }
    }

    private static Problem refused(Map<String, Object> properties) {
        long began = System.nanoTime();
        Problem problem = problem(() -> new KafkaCluster(Colour.BLUE, properties).close());
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
        return problem;
    }

    private static Problem problem(ThrowingCallable call) {
        KmigException failure = catchThrowableOfType(KmigException.class, call);
        assertThat(failure).isNotNull();
        assertThat(failure.problems()).hasSize(1);
        assertThat(failure.problems().get(0).toString()).doesNotContain(ADMIN_SECRET, LIMITED_SECRET);
        return failure.problems().get(0);
    }

    private static Map<String, Object> properties(String user, String password) {
        return new HashMap<>(guarded.clientProperties(user, password));
    }

    private static void grantRead(String topic) throws Exception {
        try (Admin admin = Admin.create(properties("boss", ADMIN_SECRET))) {
            admin.createAcls(List.of(new AclBinding(
                            new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                            new AccessControlEntry("User:limited", "*", AclOperation.READ, AclPermissionType.ALLOW))))
                    .all()
                    .get();
        }
    }
}
