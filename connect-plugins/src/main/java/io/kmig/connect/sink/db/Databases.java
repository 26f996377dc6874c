package io.kmig.connect.sink.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens sessions of the database, set up for applying rows that were checked once already, at the source. */
public final class Databases {
    /** Object not in prerequisite state: at a connect, ALTER DATABASE ... ALLOW_CONNECTIONS false. */
    private static final String CLOSED_TO_ALL = "55000";

    private static final String REJECTED = "08004";

    private static final Logger LOG = LoggerFactory.getLogger(Databases.class);

    private final String url;
    private final Properties properties;

    /** @param password never in a message or a URL */
    public Databases(String url, String user, String password, String applicationName) {
        this.url = url;
        this.properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", applicationName);
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("tcpKeepAlive", "true");
        // the driver's messages would quote row values
        properties.setProperty("logServerErrorDetail", "false");
    }

    /** A plain connection, for looking and for the state tables. */
    public Connection connect() throws SQLException {
        // not DriverManager: it sees drivers of the worker's class path, not those of a plugin
        Connection connection = accepted();
        if (connection == null) throw new SQLException("the URL is not PostgreSQL's", "08001");
        return connection;
    }

    /** A database that accepts no connections just now is one that is away, whatever the server calls it. */
    private @Nullable Connection accepted() throws SQLException {
        try {
            return new Driver().connect(url, properties);
        } catch (SQLException e) {
            if (!CLOSED_TO_ALL.equals(e.getSQLState())) throw e;
            throw new SQLException(e.getMessage(), REJECTED);
        }
    }

    /** A session for applying rows, not in auto-commit mode. */
    public Session open() throws SQLException {
        Connection connection = connect();
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(true);
            // a worker frozen in a transaction would hold its offset rows, and its successor, for ever
            statement.execute("SET idle_in_transaction_session_timeout = '60s'");
            // text forms are written for these
            statement.execute("SET datestyle = 'ISO, YMD'");
            statement.execute("SET intervalstyle = 'postgres'");
            boolean replica = replica(statement);
            connection.setAutoCommit(false);
            return new Session(connection, replica);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static boolean replica(Statement statement) throws SQLException {
        try {
            statement.execute("SET session_replication_role = replica");
            LOG.info("foreign keys and triggers are not run for applied rows: session_replication_role=replica");
            return true;
        } catch (SQLException e) {
            if (!SqlTrouble.state(e).equals("42501")) throw e;
            LOG.warn("this user may not set session_replication_role, so foreign keys and triggers run for applied"
                    + " rows; GRANT SET ON PARAMETER session_replication_role TO it (PostgreSQL 15 and later)");
            return false;
        }
    }

    /**
     * A connection for applying rows.
     *
     * @param connection not in auto-commit mode
     * @param replica whether foreign keys and ordinary triggers are off
     */
    public record Session(Connection connection, boolean replica) implements AutoCloseable {
        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.debug("closing a connection: {}", SqlTrouble.said(e));
            }
        }
    }
}
