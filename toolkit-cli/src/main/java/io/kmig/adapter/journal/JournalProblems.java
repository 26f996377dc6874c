package io.kmig.adapter.journal;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import org.jspecify.annotations.Nullable;

/** What can be wrong with a journal. */
final class JournalProblems {
    private JournalProblems() {}

    static KmigException diverged(String observed, String remedy) {
        return of(ErrorCode.JOURNAL_DIVERGED, observed, "neither the file nor the topic was changed", remedy, null);
    }

    /** The same with the two places named, so that nobody has to search for them; any other failure as it is. */
    static KmigException located(KmigException failure, JournalSettings settings) {
        if (failure.problems().get(0).code() != ErrorCode.JOURNAL_DIVERGED) {
            return failure;
        }
        return new KmigException(
                failure.problems().stream()
                        .map(p -> new Problem(
                                p.code(),
                                "the journal in " + settings.directory().resolve(JournalFile.NAME) + " and in topic "
                                        + settings.topic() + " on green: " + p.observed(),
                                p.unchanged(),
                                p.remedy()))
                        .toList(),
                failure);
    }

    static KmigException unwritable(String observed, @Nullable Throwable cause) {
        return of(
                ErrorCode.JOURNAL_UNWRITABLE,
                observed,
                "what was to be journaled was not acted on",
                "make it writable, then run the same command again; it continues where it was",
                cause);
    }

    static KmigException displaced(String observed, @Nullable Throwable cause) {
        return of(
                ErrorCode.OTHER_OPERATOR,
                observed,
                "nothing was done after the other one took over",
                "see what it is doing: kmig status",
                cause);
    }

    static KmigException of(
            ErrorCode code, String observed, String unchanged, String remedy, @Nullable Throwable cause) {
        return new KmigException(new Problem(code, observed, unchanged, remedy), cause);
    }
}
