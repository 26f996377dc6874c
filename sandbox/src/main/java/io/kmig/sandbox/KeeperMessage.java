package io.kmig.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * A line the keeper writes for the one who started it.
 *
 * @param kind of line
 * @param text a sentence of progress, or what was observed at a failure
 * @param code of a failure
 * @param unchanged of a failure
 * @param remedy of a failure
 */
record KeeperMessage(
        Kind kind,
        String text,
        @Nullable String code,
        @Nullable String unchanged,
        @Nullable String remedy) {
    enum Kind {
        PROGRESS,
        READY,
        FAILED
    }

    static KeeperMessage progress(String sentence) {
        return new KeeperMessage(Kind.PROGRESS, sentence, null, null, null);
    }

    static KeeperMessage ready() {
        return new KeeperMessage(Kind.READY, "ready", null, null, null);
    }

    static KeeperMessage failed(SandboxException failure) {
        return new KeeperMessage(
                Kind.FAILED,
                String.valueOf(failure.getMessage()),
                failure.code(),
                failure.unchanged(),
                failure.remedy());
    }

    /** The failure this line tells of. */
    SandboxException failure() {
        return new SandboxException(
                code == null ? SandboxException.PROCESS_FAILED : code,
                text,
                unchanged == null ? "" : unchanged,
                remedy == null ? "" : remedy,
                null);
    }
}
