package io.kmig.ledger.database;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kmig.ledger.record.RowKey;

/** One row that isn't what it has to be. */
public record RowFinding(Kind kind, String table, RowKey key, String detail) {
    public enum Kind {
        /** A row, or a change to it, that was committed and isn't there. */
        @JsonProperty("lost")
        LOST,
        /** A row that is there though it was deleted. */
        @JsonProperty("resurrected")
        RESURRECTED,
        /** A value nobody wrote to this row. */
        @JsonProperty("wrong")
        WRONG,
        /** A row nobody inserted. */
        @JsonProperty("foreign")
        FOREIGN
    }
}
