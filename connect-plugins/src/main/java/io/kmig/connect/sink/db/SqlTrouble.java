package io.kmig.connect.sink.db;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What an error of the database means, and what of it may be said: constraint names yes, row values never. */
public final class SqlTrouble {
    private static final Set<String> RETRIABLE = Set.of(
            "40001", // serialization failure
            "40P01", // deadlock
            "55P03", // lock not available
            "57P01", // shut down by an administrator
            "57P02", // crash
            "57P03", // starting up or shutting down
            "57P05", // idle session
            "25P03", // idle in transaction: this worker was frozen
            "53300"); // too many connections

    private SqlTrouble() {}

    /** Whether the same work on a new connection may succeed. */
    public static boolean retriable(SQLException trouble) {
        String state = state(trouble);
        return state.startsWith("08") || RETRIABLE.contains(state);
    }

    /** Whether it is about the rows sent, so that sending fewer tells which. */
    public static boolean ofRows(SQLException trouble) {
        String state = state(trouble);
        return state.startsWith("22") || state.startsWith("23") || state.startsWith("21");
    }

    /** Whether another row has the value already. */
    public static boolean ofUnique(SQLException trouble) {
        return state(trouble).equals("23505");
    }

    public static String state(SQLException trouble) {
        @Nullable String state = trouble.getSQLState();
        return state == null ? "" : state;
    }

    /** Words for a log or an error page; the exception itself quotes values and is not to be chained. */
    public static String said(SQLException trouble) {
        String state = state(trouble);
        @Nullable ServerErrorMessage server = trouble instanceof PSQLException p ? p.getServerErrorMessage() : null;
        if (!ofRows(trouble)) {
            @Nullable String message = server == null ? trouble.getMessage() : server.getMessage();
            return "SQLSTATE %s: %s".formatted(state, message);
        }
        StringBuilder text =
                new StringBuilder("SQLSTATE ").append(state).append(" (").append(meaning(state));
        if (server != null) {
            name(text, "constraint", server.getConstraint());
            name(text, "column", server.getColumn());
            name(text, "type", server.getDatatype());
        }
        return text.append(")").toString();
    }

    private static void name(StringBuilder text, String what, @Nullable String name) {
        if (name != null) text.append(", ").append(what).append(' ').append(name);
    }

    private static String meaning(String state) {
        return switch (state) {
            case "22001" -> "a value is too long for its column";
            case "22003" -> "a number is out of the column's range";
            case "22P02" -> "a value is not of the column's type";
            case "23502" -> "NULL in a column that is NOT NULL";
            case "23503" -> "foreign key violation";
            case "23505" -> "unique violation";
            case "23514" -> "check violation";
            case "23P01" -> "exclusion violation";
            default -> state.startsWith("22") ? "bad data" : "constraint violation";
        };
    }
}
