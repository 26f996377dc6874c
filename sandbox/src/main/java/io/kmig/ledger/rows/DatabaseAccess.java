package io.kmig.ledger.rows;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;

/**
 * How to reach a database.
 *
 * @param properties of the connection, {@code user} and {@code password} among them; never printed
 */
public record DatabaseAccess(String url, Map<String, String> properties) {
    private static final String CANONICAL = "SET TIME ZONE 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle ="
            + " 'postgres'; SET extra_float_digits = 3; SET bytea_output = 'hex'; SET lc_monetary = 'C'; SET xmloption ="
            + " 'content'; SET search_path = ''";

    public DatabaseAccess {
        if (!url.startsWith("jdbc:postgresql:"))
            throw new IllegalArgumentException("not a PostgreSQL's address: " + url);
        properties = Map.copyOf(properties);
    }

    public static DatabaseAccess of(String url, String user, String password) {
        return new DatabaseAccess(url, Map.of("user", user, "password", password));
    }

    /** With settings under which equal values have equal texts. */
    public Connection connect() throws SQLException {
        Properties all = new Properties();
        all.putAll(properties);
        all.putIfAbsent("connectTimeout", "10");
        all.putIfAbsent("socketTimeout", "120");
        all.putIfAbsent("ApplicationName", "ledger");
        Connection connection = DriverManager.getConnection(url, all);
        try (Statement statement = connection.createStatement()) {
            statement.execute(CANONICAL);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** A connection that sees one moment of the database and can't change it. */
    public Connection snapshot() throws SQLException {
        Connection connection = connect();
        try {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public String toString() {
        return url;
    }
}
