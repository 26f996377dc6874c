package io.kmig.ledger.record;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The cluster a client was connected to. */
public enum Cluster {
    BLUE,
    GREEN;

    /** {@code blue} or {@code green}, as written in files and on the command line. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Cluster other() {
        return this == BLUE ? GREEN : BLUE;
    }

    /** @throws IllegalArgumentException unless the label is exactly {@code blue} or {@code green} */
    @JsonCreator
    public static Cluster of(String label) {
        return switch (label) {
            case "blue" -> BLUE;
            case "green" -> GREEN;
            default -> throw new IllegalArgumentException("a cluster is blue or green, not '" + label + "'");
        };
    }
}
