package io.kmig.connect.sink;

import io.kmig.connect.sink.bind.BindingRules;
import io.kmig.connect.sink.bind.TableBinding;
import io.kmig.connect.sink.db.Databases.Session;
import io.kmig.connect.sink.event.Event;
import io.kmig.connect.sink.table.Catalog;
import io.kmig.connect.sink.table.TableId;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;

/** The target tables of one session, read when first needed and again when they don't suit any more. */
final class Tables {
    private final Session session;
    private final BindingRules rules;
    private final Map<TableId, TableBinding> known = new HashMap<>();

    Tables(Session session, BindingRules rules) {
        this.session = session;
        this.rules = rules;
    }

    /** A table that {@link #require} let pass. */
    TableBinding binding(TableId id) {
        TableBinding binding = known.get(id);
        if (binding == null) throw new IllegalStateException(id + " was not looked at");
        return binding;
    }

    /** @throws ConnectException with everything that is wrong with any of the tables */
    void require(Map<TableId, List<Event.OfTable>> events) throws SQLException {
        Set<String> findings = new LinkedHashSet<>();
        for (Map.Entry<TableId, List<Event.OfTable>> entry : events.entrySet()) {
            Set<String> ofTable = findings(entry.getKey(), entry.getValue());
            if (!ofTable.isEmpty() && known.remove(entry.getKey()) != null) {
                // somebody may have mended the table since it was read
                ofTable = findings(entry.getKey(), entry.getValue());
            }
            findings.addAll(ofTable);
        }
        if (findings.isEmpty()) return;
        throw new ConnectException("the database is not ready for these changes:\n- " + String.join("\n- ", findings));
    }

    private Set<String> findings(TableId id, List<Event.OfTable> events) throws SQLException {
        TableBinding binding = known.get(id);
        if (binding == null) {
            Optional<TableBinding> read = new Catalog(session.connection())
                    .table(id)
                    .map(table -> new TableBinding(table, rules, session.replica()));
            if (read.isEmpty())
                return Set.of("table " + id + ", " + events.get(0).at() + ": it does not exist; create it");
            binding = read.get();
            known.put(id, binding);
        }
        Set<String> findings = new LinkedHashSet<>();
        for (Event.OfTable event : events) {
            for (String finding : binding.findings(event)) findings.add("table " + id + ": " + finding);
        }
        return findings;
    }
}
