package io.kmig.cli.demo;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.kmig.ledger.database.DatabaseReport;
import io.kmig.ledger.judge.LedgerReport;
import io.kmig.ledger.rows.RowsReport;

/**
 * What the ledger found, as {@code ledger} in report.json.
 *
 * @param database the rows of the side that is home at the end, against what the writer was acknowledged
 * @param databases the rows of both sides at the end, which follow each other whichever is home
 */
public record DemoLedger(@JsonUnwrapped LedgerReport records, DatabaseReport database, RowsReport databases) {}
