package io.kmig.sandbox;

/** Tells a lost race for a port from other failures to start. */
final class PortConflict {
    private PortConflict() {}

    /** The words of the JDK, of Kafka and of PostgreSQL alike; they are in the log that the message quotes. */
    static boolean in(SandboxException failure) {
        return failure.code().equals(SandboxException.PROCESS_FAILED)
                && String.valueOf(failure.getMessage()).contains("Address already in use");
    }
}
