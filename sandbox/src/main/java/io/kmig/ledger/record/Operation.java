package io.kmig.ledger.record;

/** What a client did to a row of a database. */
public enum Operation {
    INSERT(1),
    UPDATE(0),
    DELETE(-1);

    private final int rows;

    Operation(int rows) {
        this.rows = rows;
    }

    /** How many rows there are more afterwards. */
    public int rows() {
        return rows;
    }
}
