package io.kmig.core.port;

import io.kmig.core.spec.MigrationSpec.Hook;
import java.time.Duration;
import java.util.Map;

/** Runs what stops and starts the operator's applications. */
public interface HookPort {
    /** How a hook ended. */
    sealed interface Outcome {
        record Done(Duration took) implements Outcome {}

        /** @param outputTail the last lines of both streams */
        record Failed(int exitCode, String outputTail) implements Outcome {}

        record TimedOut(Duration after, String outputTail) implements Outcome {}

        /** A manual hook that nobody confirmed. */
        record NotConfirmed(String instruction) implements Outcome {}
    }

    /**
     * Runs it without a shell, with this environment added. A program still running at the timeout is killed with its
     * children.
     */
    Outcome run(Hook hook, Map<String, String> environment, Duration timeout);
}
