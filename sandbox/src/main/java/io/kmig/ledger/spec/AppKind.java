package io.kmig.ledger.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a client does. */
public enum AppKind {
    /** Writes records. */
    PRODUCER,
    /** Processes records, then commits its position. */
    CONSUMER,
    /** Processes records and writes one for each, in one transaction with its position. */
    PROCESSOR,
    /** Changes rows of a database in small transactions. */
    DATABASE_WRITER;

    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @JsonCreator
    static AppKind of(String label) {
        for (AppKind kind : values()) if (kind.label().equals(label)) return kind;
        throw new IllegalArgumentException(
                "a client is a producer, consumer, processor or database-writer, not '" + label + "'");
    }
}
