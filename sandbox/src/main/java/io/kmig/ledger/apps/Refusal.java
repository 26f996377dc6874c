package io.kmig.ledger.apps;

/** A command that wasn't carried out, or not orderly; the message goes to whoever gave it. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    Refusal(String message) {
        super(message);
    }
}
