package io.kmig.sandbox.data;

import java.nio.file.Path;

/** A script that could not be run to its end; nothing of it was applied, unless the message says so. */
public final class SqlScriptException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Path file;
    private final int line;

    SqlScriptException(Path file, int line, String message, Throwable cause) {
        super("%s, line %d: %s".formatted(file, line, message), cause);
        this.file = file;
        this.line = line;
    }

    SqlScriptException(Path file, int line, String message) {
        super("%s, line %d: %s".formatted(file, line, message));
        this.file = file;
        this.line = line;
    }

    public Path file() {
        return file;
    }

    /** From 1. */
    public int line() {
        return line;
    }
}
