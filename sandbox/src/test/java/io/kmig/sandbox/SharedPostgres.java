package io.kmig.sandbox;

import io.kmig.sandbox.data.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** One server for all tests of this JVM, ended with it; every test makes databases of its own. */
public final class SharedPostgres {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private SharedPostgres() {}

    private static final class Holder {
        static final PostgresServer SERVER = PostgresServer.start(PostgresSpec.named("shared"));
    }

    public static PostgresServer server() {
        return Holder.SERVER;
    }

    /** A new and empty one. */
    public static Database database() throws SQLException {
        String name = "test" + DATABASES.incrementAndGet();
        server().createDatabase(name);
        return server().database(name);
    }

    public static void execute(Database database, String... statements) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) statement.execute(sql);
        }
    }

    public static String query(Database database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            if (!row.next()) throw new AssertionError("no row: " + sql);
            return row.getString(1);
        }
    }
}
