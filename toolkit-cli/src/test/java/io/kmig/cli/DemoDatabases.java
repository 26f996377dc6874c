package io.kmig.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The databases of a running demo, found by the files the demo keeps below its temporary directory. */
final class DemoDatabases implements AutoCloseable {
    private static final Pattern URL = Pattern.compile("jdbc:postgresql://[^/]+/");

    private static final Pattern BLUE = Pattern.compile("blue: \\{bootstrap: \"([^\"]+)\"");

    private final String url;
    private final String password;
    private final Connection server;

    private DemoDatabases(String url, String password) throws SQLException {
        this.url = url;
        this.password = password;
        this.server = DriverManager.getConnection(url + "postgres", "postgres", password);
    }

    static DemoDatabases of(Path temporary) throws IOException, SQLException {
        Path description = only(temporary, "kmig.yaml");
        Properties secrets = new Properties();
        try (var in = Files.newBufferedReader(description.resolveSibling("secrets.properties"))) {
            secrets.load(in);
        }
        Matcher url = URL.matcher(Files.readString(description));
        if (!url.find()) {
            throw new AssertionError("no database in " + description);
        }
        return new DemoDatabases(url.group(), secrets.getProperty("database"));
    }

    /** Of the cluster beside them. */
    static String blueBootstrap(Path temporary) throws IOException {
        Matcher bootstrap = BLUE.matcher(Files.readString(only(temporary, "kmig.yaml")));
        if (!bootstrap.find()) {
            throw new AssertionError("no blue cluster below " + temporary);
        }
        return bootstrap.group(1);
    }

    private static Path only(Path below, String name) throws IOException {
        try (Stream<Path> files = Files.find(below, 6, (path, attributes) -> path.endsWith(name))) {
            return files.findFirst().orElseThrow(() -> new AssertionError("no " + name + " below " + below));
        }
    }

    void onBlue(String sql) throws SQLException {
        on("blue", sql);
    }

    void onGreen(String sql) throws SQLException {
        on("green", sql);
    }

    private void on(String database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url + database, "postgres", password);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Whoever is connected to green is cut off, and nobody gets in again until this is closed. */
    void greenGoesAway() throws SQLException {
        run("ALTER DATABASE green ALLOW_CONNECTIONS false");
        run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'green'");
    }

    @Override
    public void close() throws SQLException {
        try (server) {
            run("ALTER DATABASE green ALLOW_CONNECTIONS true");
        }
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = server.createStatement()) {
            statement.execute(sql);
        }
    }
}
