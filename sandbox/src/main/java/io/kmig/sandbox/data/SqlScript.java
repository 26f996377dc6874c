package io.kmig.sandbox.data;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Runs a psql script without psql, in one transaction: all of it or nothing.
 *
 * <p>Left out and told: lines for psql such as {@code \connect}, what creates or drops databases (the script is run
 * inside the one it is given), and the script's own BEGIN and COMMIT. Refused: psql lines that would change what the
 * script does, such as {@code \i}. What can't run in a transaction, such as VACUUM, runs after it.
 */
public final class SqlScript {
    private static final Set<String> HARMLESS = Set.of(
            "\\c",
            "\\connect",
            "\\echo",
            "\\qecho",
            "\\warn",
            "\\set",
            "\\unset",
            "\\timing",
            "\\pset",
            "\\encoding",
            "\\restrict",
            "\\unrestrict",
            "\\x",
            "\\a",
            "\\t",
            "\\.");
    private static final Pattern DATABASES = Pattern.compile("(?is)(create|drop|alter)\\s+database\\b.*");
    private static final Pattern TRANSACTIONS =
            Pattern.compile("(?is)(begin|start\\s+transaction|commit|end)(\\s+(work|transaction))?(\\s+isolation.*)?");
    private static final Pattern ROLLBACK = Pattern.compile("(?is)(rollback|abort)(\\s+(work|transaction))?");
    private static final Pattern ALONE = Pattern.compile(
            "(?is)(vacuum\\b.*|(create\\s+(unique\\s+)?|drop\\s+|re)index\\s+concurrently\\b.*|reindex\\s+\\w+\\s+concurrently\\b.*)");

    private SqlScript() {}

    /**
     * @param statements how many were carried out
     * @param leftOut what was not, each with its line
     */
    public record Ran(int statements, List<String> leftOut) {
        public Ran {
            leftOut = List.copyOf(leftOut);
        }
    }

    /**
     * @throws SqlScriptException with file and line and what the database said
     * @throws IOException if the file can't be read
     * @throws SQLException if the database can't be connected to
     */
    public static Ran run(Database database, Path file) throws IOException, SQLException {
        List<ScriptPart> parts = ScriptReader.parts(Files.readString(file, StandardCharsets.UTF_8));
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            return new Run(file, connection).all(parts);
        }
    }

    private static final class Run {
        private final Path file;
        private final Connection connection;
        private final List<String> leftOut = new ArrayList<>();
        private final List<ScriptPart.SqlStatement> afterwards = new ArrayList<>();
        private int statements;

        Run(Path file, Connection connection) {
            this.file = file;
            this.connection = connection;
        }

        Ran all(List<ScriptPart> parts) throws SQLException {
            for (ScriptPart part : parts) one(part);
            try {
                connection.commit();
            } catch (SQLException e) {
                int last = parts.isEmpty() ? 1 : parts.get(parts.size() - 1).line();
                throw new SqlScriptException(file, last, message(e) + "; nothing of the script was applied", e);
            }
            connection.setAutoCommit(true);
            for (ScriptPart.SqlStatement statement : afterwards) {
                execute(statement, "; all that ran before it, in its transaction, was applied");
            }
            return new Ran(statements, leftOut);
        }

        private void one(ScriptPart part) {
            if (part instanceof ScriptPart.MetaLine meta) {
                String command = meta.text().split("\\s", 2)[0];
                if (!HARMLESS.contains(command)) {
                    throw new SqlScriptException(
                            file, meta.line(), "only psql can do " + command + "; nothing of the script was applied");
                }
                leftOut.add("line %d: %s".formatted(meta.line(), meta.text()));
            } else if (part instanceof ScriptPart.CopyIn copy) {
                copy(copy);
            } else if (part instanceof ScriptPart.SqlStatement statement) {
                String sql = statement.sql();
                if (ROLLBACK.matcher(sql).matches()) {
                    throw new SqlScriptException(
                            file,
                            statement.line(),
                            "a script that rolls itself back can't be run in one transaction; nothing of it was applied");
                }
                if (DATABASES.matcher(sql).matches()
                        || TRANSACTIONS.matcher(sql).matches()) {
                    leftOut.add("line %d: %s".formatted(statement.line(), sql));
                } else if (ALONE.matcher(sql).matches()) {
                    afterwards.add(statement);
                } else {
                    execute(statement, "; nothing of the script was applied");
                }
            }
        }

        private void execute(ScriptPart.SqlStatement part, String state) {
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                statement.execute(part.sql());
                statements++;
            } catch (SQLException e) {
                throw new SqlScriptException(file, lineOf(part, e), message(e) + state, e);
            }
        }

        private void copy(ScriptPart.CopyIn copy) {
            try {
                connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy.sql(), new StringReader(copy.data()));
                statements++;
            } catch (SQLException | IOException e) {
                throw new SqlScriptException(file, copy.line(), message(e) + "; nothing of the script was applied", e);
            }
        }

        /** The server tells where in a statement it stopped. */
        private static int lineOf(ScriptPart.SqlStatement part, SQLException e) {
            if (!(e instanceof PSQLException known)) return part.line();
            ServerErrorMessage server = known.getServerErrorMessage();
            if (server == null || server.getPosition() < 1) return part.line();
            String before = part.sql()
                    .substring(0, Math.min(server.getPosition() - 1, part.sql().length()));
            return part.line() + (int) before.chars().filter(c -> c == '\n').count();
        }

        private static String message(Exception e) {
            return String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", "; ");
        }
    }
}
