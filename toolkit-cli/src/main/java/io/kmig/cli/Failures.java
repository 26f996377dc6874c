package io.kmig.cli;

import io.kmig.cli.demo.SandboxProblems;
import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.sandbox.SandboxException;

/** Turns whatever a command threw into problems with codes. */
final class Failures {
    private Failures() {}

    static KmigException of(Throwable thrown, boolean interrupted) {
        if (thrown instanceof KmigException failure) {
            return failure;
        }
        // first: Ctrl-C takes a sandbox's processes down, which looks to whoever waits for them as if they had died
        if (interrupted && !ErrorCode.INTERRUPTED.id().equals(sandboxCode(thrown))) {
            return new KmigException(
                    new Problem(
                            ErrorCode.INTERRUPTED,
                            sandboxCode(thrown).isEmpty()
                                    ? "interrupted while working: " + thrown
                                    : "interrupted while the sandbox was at work; it was taken down",
                            "what was done is in the journal",
                            "run the same command again to go on"),
                    thrown);
        }
        if (thrown instanceof SandboxException failure) {
            return new KmigException(SandboxProblems.of(failure), thrown);
        }
        return new KmigException(
                new Problem(
                        ErrorCode.INTERNAL,
                        "kmig failed in a way it does not know: " + thrown,
                        "unknown; `kmig status` shows how things stand",
                        "run it again with --stacktrace and report what it shows"),
                thrown);
    }

    private static String sandboxCode(Throwable thrown) {
        return thrown instanceof SandboxException failure ? failure.code() : "";
    }
}
