package io.kmig.sandbox.data;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A schema without its rows, for the database that capture will fill. PostgreSQL's own pg_dump is not among the
 * sandbox's programs, so the script that made blue is run on green as well, and what it loaded is taken out again.
 */
public final class Emptied {
    private static final String OURS = "n.nspname NOT IN ('pg_catalog', 'information_schema')"
            + " AND n.nspname NOT LIKE 'pg\\_toast%' AND n.nspname NOT LIKE 'pg\\_temp%'"
            + " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass"
            + " AND d.objid = c.oid AND d.deptype = 'e')";

    private Emptied() {}

    /**
     * Runs the script, then empties all tables and sets all sequences back to their start.
     *
     * @throws SqlScriptException with file and line and what the database said
     */
    public static SqlScript.Ran byScript(Database database, Path file) throws IOException, SQLException {
        SqlScript.Ran ran = SqlScript.run(database, file);
        all(database);
        return ran;
    }

    /** Empties all tables, at once, and sets all sequences back to their start. Returns the tables. */
    public static List<String> all(Database database) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            List<String> tables = names(statement, "c.relkind IN ('r', 'p') AND NOT c.relispartition");
            if (!tables.isEmpty()) statement.execute("TRUNCATE TABLE " + String.join(", ", tables) + " CASCADE");
            for (String sequence : names(statement, "c.relkind = 'S'")) {
                statement.execute("ALTER SEQUENCE " + sequence + " RESTART");
            }
            connection.commit();
            return tables;
        }
    }

    private static List<String> names(Statement statement, String which) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c"
                + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE " + which + " AND " + OURS + " ORDER BY 1")) {
            while (rows.next()) names.add(rows.getString(1));
        }
        return names;
    }
}
