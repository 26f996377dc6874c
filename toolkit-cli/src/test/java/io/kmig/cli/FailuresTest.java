package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.Exit;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.sandbox.SandboxException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FailuresTest {
    /** The sandbox knows no error codes of kmig's, only their names; here the two meet. */
    private static final Map<String, ErrorCode> SANDBOX = Map.of(
            SandboxException.NOT_BUILT, ErrorCode.SANDBOX_NOT_BUILT,
            SandboxException.PORT_IN_USE, ErrorCode.SANDBOX_PORT_IN_USE,
            SandboxException.DISK, ErrorCode.SANDBOX_DISK_FULL,
            SandboxException.PROCESS_FAILED, ErrorCode.SANDBOX_PROCESS_DIED,
            SandboxException.NOT_READY, ErrorCode.SANDBOX_NOT_READY,
            SandboxException.ALREADY_RUNNING, ErrorCode.SANDBOX_RUNNING,
            SandboxException.NOT_RUNNING, ErrorCode.SANDBOX_NOT_RUNNING,
            SandboxException.INTERRUPTED, ErrorCode.INTERRUPTED);

    @Test
    void everySandboxFailureKeepsItsCodeItsFourPartsAndItsExit() {
        SANDBOX.forEach((code, expected) -> {
            SandboxException thrown = new SandboxException(code, "observed", "unchanged", "remedy", null);

            KmigException failure = Failures.of(thrown, false);

            assertThat(failure.problems()).containsExactly(new Problem(expected, "observed", "unchanged", "remedy"));
            assertThat(failure.exit()).isEqualTo(expected.exit());
        });
    }

    @Test
    void aSandboxThatDiedOfCtrlCIsAnInterruption() {
        SandboxException thrown =
                new SandboxException(SandboxException.PROCESS_FAILED, "blue-0 ended: log", "unchanged", "remedy", null);

        KmigException failure = Failures.of(thrown, true);

        assertThat(failure.problems())
                .singleElement()
                .satisfies(p -> assertThat(p.code()).isEqualTo(ErrorCode.INTERRUPTED))
                .satisfies(p -> assertThat(p.observed()).doesNotContain("log"));
        assertThat(failure.exit()).isEqualTo(Exit.SIGNAL);
    }

    @Test
    void aKnownFailureIsPassedOnEvenWhenInterrupted() {
        KmigException known = new KmigException(new Problem(ErrorCode.HOOK_FAILED, "o", "u", "r"));

        assertThat(Failures.of(known, true)).isSameAs(known);
    }

    @Test
    void whatNobodyForesawIsInternalUnlessCtrlCExplainsIt() {
        IllegalStateException unforeseen = new IllegalStateException("boom");

        KmigException internal = Failures.of(unforeseen, false);
        KmigException interrupted = Failures.of(unforeseen, true);

        assertThat(internal.problems().get(0).code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(internal.exit()).isEqualTo(Exit.FAILURE);
        assertThat(interrupted.problems().get(0).code()).isEqualTo(ErrorCode.INTERRUPTED);
        assertThat(interrupted.exit()).isEqualTo(Exit.SIGNAL);
        assertThat(internal.getMessage()).contains("boom");
    }
}
