package io.kmig.core.plan;

import io.kmig.core.plan.Plan.Risk;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.DatabaseSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;

/** What a person should know about the databases of a migration before applying. */
final class DatabaseRisks {
    private DatabaseRisks() {}

    static List<Risk> of(MigrationSpec spec, Collection<String> topicsInScope) {
        List<Risk> risks = new ArrayList<>();
        for (DatabaseSpec database : spec.databases()) {
            String about = "database " + database.name();
            SortedSet<String> topics = DatabaseTopics.of(database, topicsInScope);
            boolean moves = spec.clients().stream().anyMatch(c -> c.databases().contains(database.name()));
            if (topics.isEmpty()) {
                risks.add(new Risk(about, "none of blue's topics in scope matches its patterns: nothing is captured"));
            }
            if (!moves) {
                risks.add(new Risk(about, "no client says it writes it: kept up by its sink, never handed over"));
                continue;
            }
            if (new ReturnLayout(spec).returning(database).isEmpty()) {
                risks.add(new Risk(
                        about,
                        "what is written to the green database stays there: `kmig rollback` refuses its clients once"
                                + " they run on green"));
            }
            if (database.source().isEmpty()) {
                risks.add(new Risk(
                        about,
                        "without databases[].source its capture is not proved complete and rows are not compared"));
            } else if (topics.stream().noneMatch(t -> t.endsWith(".message"))) {
                risks.add(new Risk(
                        about,
                        "the first end marker makes the connector create its topic for messages, which is then missing"
                                + " on green; before `kmig apply` run on blue:"
                                + " SELECT pg_logical_emit_message(true, 'kmig', 'first')"));
            }
        }
        return risks;
    }
}
