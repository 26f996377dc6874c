package io.kmig.cli.demo;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.Problem;
import io.kmig.sandbox.SandboxException;
import java.util.Arrays;

/** The sandbox knows nothing of kmig's errors, only their numbers. */
public final class SandboxProblems {
    private SandboxProblems() {}

    public static Problem of(SandboxException failure) {
        ErrorCode code = Arrays.stream(ErrorCode.values())
                .filter(c -> c.id().equals(failure.code()))
                .findFirst()
                .orElse(ErrorCode.INTERNAL);
        return new Problem(code, String.valueOf(failure.getMessage()), failure.unchanged(), failure.remedy());
    }
}
