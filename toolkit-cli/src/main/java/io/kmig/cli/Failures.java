package io.kmig.cli;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.sandbox.SandboxException;
import java.util.Arrays;

/** Turns whatever a command threw into problems with codes. */
final class Failures {
    private Failures() {}

    static KmigException of(Throwable thrown, boolean interrupted) {
        if (thrown instanceof KmigException failure) {
            return failure;
        }
        if (thrown instanceof SandboxException failure) {
            ErrorCode code = Arrays.stream(ErrorCode.values())
                    .filter(c -> c.id().equals(failure.code()))
                    .findFirst()
                    .orElse(ErrorCode.INTERNAL);
            return new KmigException(
                    new Problem(code, String.valueOf(failure.getMessage()), failure.unchanged(), failure.remedy()),
                    thrown);
        }
        if (interrupted) {
            return new KmigException(
                    new Problem(
                            ErrorCode.INTERRUPTED,
                            "interrupted while working: " + thrown,
                            "what was done is in the journal",
                            "run the same command again to go on"),
                    thrown);
        }
        return new KmigException(
                new Problem(
                        ErrorCode.INTERNAL,
                        "kmig failed in a way it does not know: " + thrown,
                        "unknown; `kmig status` shows how things stand",
                        "run it again with --stacktrace and report what it shows"),
                thrown);
    }
}
