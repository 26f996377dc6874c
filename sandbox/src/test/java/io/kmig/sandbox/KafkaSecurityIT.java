package io.kmig.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A cluster with SASL/PLAIN and an ACL authorizer, with a worker on it. */
class KafkaSecurityIT {
    private static final String PASSWORD = "pass\"word\\1";
    private static ProcessGuard guard;
    private static KafkaCluster cluster;

    @BeforeAll
    static void start() {
        guard = ProcessGuard.start();
        KafkaSpec spec = KafkaSpec.named("secure")
                .withSecurity(Security.saslPlain("admin", PASSWORD).withUser("app", "app-secret"))
                .withBrokerProperties(
                        Map.of("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"));
        cluster = KafkaCluster.start(spec, guard);
    }

    @AfterAll
    static void stop() {
        guard.close();
    }

    @Test
    void servesTheSuperUser() {
        Records.createTopic(cluster, "mine", 1);
        Records.produce(cluster, "mine", "a");

        assertThat(Records.readAll(cluster, "mine", 1)).containsExactly("a");
    }

    @Test
    void refusesAWrongPassword() {
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> listTopics(cluster.clientProperties("admin", "wrong")))
                .withCauseInstanceOf(SaslAuthenticationException.class);
    }

    @Test
    void knowsOtherUsersAndGrantsThemNothing() throws Exception {
        Records.createTopic(cluster, "not-yours", 1);
        Map<String, String> app = cluster.clientProperties("app", "app-secret");

        listTopics(app);

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> {
                    try (Admin admin = Admin.create(Records.settings(app))) {
                        admin.describeTopics(List.of("not-yours"))
                                .allTopicNames()
                                .get();
                    }
                })
                .withCauseInstanceOf(TopicAuthorizationException.class);
    }

    @Test
    void carriesAConnectWorkerAndShowsNoPasswordOnAnyCommandLine() throws Exception {
        try (ConnectWorkers workers = ConnectWorkers.start(ConnectSpec.named("secure-connect"), cluster, guard)) {
            assertThat(Records.get(workers.url() + "/connectors")).isEqualTo("[]");
            for (SandboxProcess process : workers.processes()) {
                assertThat(Processes.commandLine(process.pid())).doesNotContain(PASSWORD, "app-secret");
            }
        }
        assertThat(Processes.commandLine(cluster.processes().get(0).pid())).doesNotContain(PASSWORD, "app-secret");
    }

    private static void listTopics(Map<String, String> client) throws Exception {
        try (Admin admin = Admin.create(Records.settings(client))) {
            admin.listTopics().names().get();
        }
    }
}
