package io.kmig.adapter.sql;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import java.sql.SQLException;

/** What a database's refusal means. */
final class Failures {
    private Failures() {}

    /** @param where the side and the database's name */
    static KmigException of(String where, SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        // connection exceptions, invalid authorization, shutting down or starting up
        boolean away = state.startsWith("08") || state.startsWith("28") || state.startsWith("57P");
        String said = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return new KmigException(
                new Problem(
                        away ? ErrorCode.DATABASE_UNREACHABLE : ErrorCode.DATABASE_REQUEST_FAILED,
                        "the " + where + (away ? " cannot be reached: " : " refused: ") + said
                                + (state.isEmpty() ? "" : " (SQLSTATE " + state + ")"),
                        "what was asked for was not done",
                        away
                                ? "make the database reachable, check url, user and password under databases in kmig.yaml,"
                                        + " then run the same command again"
                                : "mend the cause, then run the same command again"),
                failure);
    }
}
