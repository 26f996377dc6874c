package io.kmig.ledger.record;

/** What a client did to a row of a database. */
public enum Operation {
    INSERT,
    UPDATE,
    DELETE
}
