package io.kmig.validator.app;

/** The validator can't run like this; the message says what to change. */
public final class ValidatorException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ValidatorException(String message) {
        super(message);
    }
}
