package io.kmig.cli.command;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;

/** What an option may be, where its type does not say it. */
final class Usage {
    private Usage() {}

    static void require(boolean allowed, String otherwise) {
        if (!allowed) {
            throw new KmigException(
                    new Problem(ErrorCode.USAGE, otherwise, "nothing was done", "see the command's --help"));
        }
    }
}
