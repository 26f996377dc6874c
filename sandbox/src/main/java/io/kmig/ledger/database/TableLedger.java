package io.kmig.ledger.database;

/**
 * One table's part.
 *
 * @param rowsExpected that have to be there
 * @param rowsFound that are there
 * @param inserts committed, as are updates and deletes
 * @param lost rows missing, or without their last change
 * @param resurrected deleted and there
 * @param wrong rows with a value nobody wrote
 * @param foreign rows nobody inserted
 */
public record TableLedger(
        String table,
        long rowsExpected,
        long rowsFound,
        long inserts,
        long updates,
        long deletes,
        long lost,
        long resurrected,
        long wrong,
        long foreign) {}
