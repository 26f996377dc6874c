package io.kmig.ledger.apps;

/** An exception in one line. */
final class Failure {
    private Failure() {}

    static String of(Throwable error) {
        StringBuilder text = new StringBuilder(error.getClass().getSimpleName());
        if (error.getMessage() != null) text.append(": ").append(error.getMessage());
        Throwable cause = error.getCause();
        if (cause != null && cause != error)
            text.append(" (")
                    .append(cause.getClass().getSimpleName())
                    .append(": ")
                    .append(cause.getMessage())
                    .append(')');
        return text.toString().replaceAll("\\s+", " ");
    }
}
