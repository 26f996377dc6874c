package io.kmig.sandbox;

/**
 * A process of the sandbox, for listings and for {@code sandbox.json}.
 *
 * @param name such as {@code blue-0} or {@code connect-0}
 * @param pid its process id
 * @param startMillis when it started, milliseconds since the epoch; tells it from a later process with the same pid
 * @param log the file its output goes to
 */
public record SandboxProcess(String name, long pid, long startMillis, String log) {}
