package io.kmig.ledger.database;

import io.kmig.ledger.record.ClientRow;
import io.kmig.ledger.record.RowKey;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What there is to judge a database from. */
public interface DatabaseEvidence {
    /** The rows there were before the first writer was started, of each table with a primary key. */
    Map<String, Map<RowKey, Map<String, @Nullable String>>> initial();

    /** Every row of every client's diary with the client's name, in the order of their stamps. */
    void diary(BiConsumer<String, ClientRow> each);

    /**
     * Every row that is there now, in cells as the initial ones are.
     *
     * @return false if there is no such table
     */
    boolean found(String table, BiConsumer<RowKey, Map<String, @Nullable String>> each);
}
