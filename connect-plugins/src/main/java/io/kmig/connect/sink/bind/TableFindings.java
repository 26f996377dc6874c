package io.kmig.connect.sink.bind;

import io.kmig.connect.sink.table.TargetColumn;
import io.kmig.connect.sink.table.TargetTable;
import java.util.ArrayList;
import java.util.List;

/** What a table itself must have before any row is applied to it. */
final class TableFindings {
    private TableFindings() {}

    static List<String> of(TargetTable table, boolean replica) {
        List<String> findings = new ArrayList<>();
        if (!table.ordinary()) {
            findings.add("it is not a table; apply to the table behind it");
            return findings;
        }
        if (table.key().isEmpty()) {
            findings.add(
                    "it has no primary key, and no row is ever changed without one; add it, here and in the source database");
        }
        if (table.keyDeferrable()) {
            findings.add(
                    "its primary key is deferrable, so rows can't be told apart while they are applied; make it NOT"
                            + " DEFERRABLE");
        }
        if (table.key().stream().anyMatch(TargetColumn::generated)) {
            findings.add("its primary key has a generated column");
        }
        if (!table.lacking().isEmpty()) {
            findings.add("privileges are missing: GRANT %s ON %s TO the connector's user"
                    .formatted(String.join(", ", table.lacking()), table.id().sql()));
        }
        if (table.rowSecurity()) {
            findings.add("row security hides rows from this user; give it BYPASSRLS");
        }
        if (!replica && !table.triggers().isEmpty()) {
            findings.add(
                    "triggers %s would run a second time for rows the source's triggers have seen; GRANT SET ON PARAMETER"
                                    .formatted(table.triggers())
                            + " session_replication_role TO the connector's user, or disable them");
        }
        return findings;
    }
}
