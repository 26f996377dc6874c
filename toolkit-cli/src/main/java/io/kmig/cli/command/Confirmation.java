package io.kmig.cli.command;

import io.kmig.cli.view.Terminal;
import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import org.jspecify.annotations.Nullable;

/** Severe acts ask for the typed name of the migration; off a terminal it must come as an option. */
final class Confirmation {
    private Confirmation() {}

    static void require(Terminal terminal, String migration, @Nullable String given, String act) {
        String answer = given;
        if (answer == null) {
            answer = terminal.ask(
                    "This will " + act + " of migration " + migration + ".\nType the migration's name to go on: ");
        }
        if (!migration.equals(answer)) {
            throw new KmigException(new Problem(
                    ErrorCode.CONFIRMATION_MISSING,
                    answer == null
                            ? "this would " + act + " and was not confirmed"
                            : "the confirmation names " + answer + ", the migration is " + migration,
                    "nothing was stopped",
                    "add --confirm=" + migration));
        }
    }
}
