package io.kmig.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kmig.sandbox.child.ProcessIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class PostgresServerIT {
    @Test
    void decodesLogicallyKeepsDataThroughKillAndLeavesNothing() throws Exception {
        Path directory;
        try (PostgresServer server = PostgresServer.start(PostgresSpec.named("pg"))) {
            directory = Path.of(server.processes().get(0).log()).getParent().getParent();
            server.createDatabase("Shop");
            execute(server, "CREATE TABLE kept (id int PRIMARY KEY)", "INSERT INTO kept VALUES (7)");

            server.kill();
            server.restart();

            assertThat(query(server, "SHOW wal_level")).isEqualTo("logical");
            assertThat(query(server, "SELECT id FROM kept")).isEqualTo("7");
            assertThat(Records.listeningAddresses(server.processes().get(0).pid()))
                    .containsOnly("127.0.0.1");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> DriverManager.getConnection(server.jdbcUrl("Shop"), server.user(), "wrong"))
                    .withMessageContaining("password authentication failed");
        }
        assertThat(Files.exists(directory)).isFalse();
    }

    @Test
    void isStoppedInOrderAndComesBackWithItsDataAndPort() throws Exception {
        try (PostgresServer server = PostgresServer.start(PostgresSpec.named("stopped"))) {
            server.createDatabase("Shop");
            execute(server, "CREATE TABLE kept (id int PRIMARY KEY)", "INSERT INTO kept VALUES (8)");
            SandboxProcess before = server.processes().get(0);
            String url = server.jdbcUrl("Shop");

            server.stop();
            ProcessIdentity.State stopped = Processes.state(before);
            server.requireAlive();
            String log = Files.readString(Path.of(before.log()));
            server.restart();

            assertThat(stopped).isEqualTo(ProcessIdentity.State.DOWN);
            assertThat(log).contains("database system is shut down");
            assertThat(server.jdbcUrl("Shop")).isEqualTo(url);
            assertThat(query(server, "SELECT id FROM kept")).isEqualTo("8");
        }
    }

    private static void execute(PostgresServer server, String... statements) throws SQLException {
        try (Connection connection = server.connect("Shop");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) statement.execute(sql);
        }
    }

    private static String query(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = server.connect("Shop");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }
}
