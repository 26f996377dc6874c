package io.kmig.connect.testkit;

import io.kmig.sandbox.PostgresServer;
import io.kmig.sandbox.PostgresSpec;
import io.kmig.sandbox.ProcessGuard;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A database of its own for a test, on a server all tests of the JVM share. */
public final class GreenDatabase {
    private static final ProcessGuard GUARD = ProcessGuard.start();
    private static final PostgresServer SERVER = PostgresServer.start(PostgresSpec.named("green"), GUARD);
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final PostgresServer server;
    private final String name;

    private GreenDatabase(PostgresServer server, String name) {
        this.server = server;
        this.name = name;
    }

    public static GreenDatabase fresh(String... ddl) throws SQLException {
        return on(SERVER, ddl);
    }

    public static GreenDatabase on(PostgresServer server, String... ddl) throws SQLException {
        String name = "d" + NAMES.incrementAndGet();
        server.createDatabase(name);
        GreenDatabase database = new GreenDatabase(server, name);
        for (String sql : ddl) database.run(sql);
        return database;
    }

    public PostgresServer server() {
        return server;
    }

    public String name() {
        return name;
    }

    public String url() {
        return server.jdbcUrl(name);
    }

    /** A connector's settings for this database; tests add to them. */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("name", "sink");
        settings.put("connection.url", url());
        settings.put("connection.user", server.user());
        settings.put("connection.password", server.password());
        settings.put("migration", "test");
        settings.put("retry.backoff.ms", "100");
        settings.put("consumer.override.isolation.level", "read_committed");
        return settings;
    }

    public Connection connect() throws SQLException {
        return server.connect(name);
    }

    public void run(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Every row as one line, columns joined by a bar, NULL as such. */
    public List<String> rows(String query) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> lines = new ArrayList<>();
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    String value = rows.getString(i);
                    values.add(value == null ? "NULL" : value);
                }
                lines.add(String.join("|", values));
            }
            return lines;
        }
    }
}
