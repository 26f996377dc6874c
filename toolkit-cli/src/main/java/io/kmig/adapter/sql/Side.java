package io.kmig.adapter.sql;

import io.kmig.core.error.KmigException;
import io.kmig.core.spec.MigrationSpec.DatabaseAccess;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One database, connected when first asked and again after trouble. */
final class Side implements AutoCloseable {
    /** Work on a connection. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final String where;
    private final DatabaseAccess access;
    private final UnaryOperator<Map<String, String>> resolve;
    private @Nullable Connection open;

    /**
     * @param where in messages, such as {@code green database shop}
     * @param resolve puts secrets in place of references
     */
    Side(String where, DatabaseAccess access, UnaryOperator<Map<String, String>> resolve) {
        this.where = where;
        this.access = access;
        this.resolve = resolve;
    }

    /** In a transaction; no statement of it takes longer than this. */
    <T> T ask(Duration atMost, Work<T> work) {
        try {
            Connection connection = connection();
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET statement_timeout = " + Math.max(1, atMost.toMillis()));
            }
            T answer = work.on(connection);
            connection.commit();
            return answer;
        } catch (SQLException e) {
            close();
            throw failed(e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    KmigException failed(SQLException e) {
        return Failures.of(where, e);
    }

    private Connection connection() throws SQLException {
        Connection there = open;
        if (there != null && !there.isClosed()) {
            return there;
        }
        Map<String, String> written = new LinkedHashMap<>();
        written.put("url", access.url());
        if (access.user() != null) {
            written.put("user", access.user());
        }
        if (access.password() != null) {
            written.put("password", access.password());
        }
        Map<String, String> known = resolve.apply(written);
        Properties properties = new Properties();
        properties.putAll(known);
        properties.remove("url");
        properties.setProperty("ApplicationName", "kmig");
        properties.setProperty("connectTimeout", Long.toString(CONNECT.toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        // the driver's messages would quote row values
        properties.setProperty("logServerErrorDetail", "false");
        Connection connection = DriverManager.getConnection(known.getOrDefault("url", ""), properties);
        open = connection;
        try (Statement statement = connection.createStatement()) {
            // text forms of both sides must be the same
            statement.execute("SET TimeZone = 'UTC'");
            statement.execute("SET datestyle = 'ISO, YMD'");
            statement.execute("SET intervalstyle = 'postgres'");
            statement.execute("SET bytea_output = 'hex'");
            statement.execute("SET extra_float_digits = 1");
            statement.execute("SET lc_monetary = 'C'");
        }
        connection.setAutoCommit(false);
        return connection;
    }

    @Override
    public void close() {
        Connection there = open;
        open = null;
        if (there != null) {
            try {
                there.close();
            } catch (SQLException e) {
                // it is given up either way
                return;
            }
        }
    }
}
