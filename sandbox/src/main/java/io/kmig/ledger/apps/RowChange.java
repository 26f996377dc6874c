package io.kmig.ledger.apps;

import io.kmig.ledger.record.Operation;
import io.kmig.ledger.record.RowKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one statement did, as the database itself answered it. */
record RowChange(Operation operation, String table, RowKey key, Map<String, @Nullable String> cells) {}
