package io.kmig.connect.sink;

import io.kmig.connect.sink.bind.BindingRules;
import io.kmig.connect.sink.bind.TableBinding;
import io.kmig.connect.sink.db.Databases;
import io.kmig.connect.sink.db.Databases.Session;
import io.kmig.connect.sink.event.Coordinates;
import io.kmig.connect.sink.event.EnvelopeReader;
import io.kmig.connect.sink.event.Event;
import io.kmig.connect.sink.plan.RowChange;
import io.kmig.connect.sink.state.AppliedOffsets;
import io.kmig.connect.sink.state.Claim;
import io.kmig.connect.sink.state.Markers;
import io.kmig.connect.sink.state.StateTables;
import io.kmig.connect.sink.table.TableId;
import io.kmig.connect.sink.table.TableNames;
import io.kmig.connect.sink.type.Placeholder;
import io.kmig.connect.sink.write.TableWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * The database as one task sees it: its session, its claims, and what it applies. For one thread.
 *
 * <p>Invariant: a claim's offset here is what the database has, or the session is closed and it is read again before
 * anything else is done.
 */
final class Green {
    private final Databases databases;
    private final AppliedOffsets offsets;
    private final Markers markers;
    private final BindingRules rules;
    private final TableNames names;
    private final StateTables state;
    private final EnvelopeReader reader = new EnvelopeReader();
    private final Map<TopicPartition, Claim> claims = new HashMap<>();
    private @Nullable Session session;
    private @Nullable Tables tables;

    Green(SinkConfig config) {
        this.databases = KmigSinkConnector.databases(config);
        this.offsets = new AppliedOffsets(config.stateTables(), config.connector(), config.migration());
        this.markers = new Markers(config.stateTables(), config.connector());
        this.rules = new BindingRules(
                config.ignoreUnknownColumns(), config.nullsAreKept(), new Placeholder(config.placeholder()));
        this.names = config.tableNames();
        this.state = config.stateTables();
    }

    List<Claim> claim(Collection<TopicPartition> partitions) throws SQLException {
        Session open = session();
        List<Claim> fresh = offsets.claim(open.connection(), partitions);
        open.connection().commit();
        fresh.forEach(claim -> claims.put(claim.partition(), claim));
        return fresh;
    }

    void release(Collection<TopicPartition> partitions) {
        partitions.forEach(claims::remove);
    }

    /** The first offset not applied; null when nothing was applied yet. */
    @Nullable
    Long applied(TopicPartition partition) {
        Claim claim = claims.get(partition);
        return claim == null ? null : claim.next();
    }

    void disconnect() {
        if (session != null) session.close();
        session = null;
        tables = null;
    }

    private Session session() throws SQLException {
        if (session != null) return session;
        Session fresh = databases.open();
        try {
            offsets.createTables(fresh.connection());
            claims.putAll(offsets.reread(fresh.connection(), claims.values()));
            fresh.connection().commit();
        } catch (SQLException | RuntimeException e) {
            fresh.close();
            throw e;
        }
        session = fresh;
        tables = new Tables(fresh, rules);
        return fresh;
    }

    /** Applies records in one transaction. */
    void apply(List<SinkRecord> records) throws SQLException {
        if (records.isEmpty()) return;
        Session open = session();
        Map<Claim, Long> reached = new LinkedHashMap<>();
        List<Event> events = fresh(records, reached);
        if (reached.isEmpty()) return;
        Map<TableId, List<RowChange>> changes = bound(events, open);
        offsets.advance(open.connection(), reached);
        markers.store(
                open.connection(),
                events.stream()
                        .filter(Event.Marker.class::isInstance)
                        .map(Event.Marker.class::cast)
                        .toList());
        for (Map.Entry<TableId, List<RowChange>> entry : changes.entrySet()) {
            new TableWriter(
                            open.connection(),
                            tables(open).binding(entry.getKey()).table())
                    .apply(entry.getValue());
        }
        open.connection().commit();
        reached.forEach((claim, next) -> claims.put(claim.partition(), claim.at(next)));
    }

    /** The events that are not applied yet, and how far they go. */
    private List<Event> fresh(List<SinkRecord> records, Map<Claim, Long> reached) {
        List<Event> events = new ArrayList<>();
        for (SinkRecord record : records) {
            Coordinates at = Coordinates.of(record);
            Claim claim = claims.get(at.partition());
            if (claim == null) throw new IllegalStateException(at + ": the partition was never opened");
            if (at.offset() < claim.start()) {
                throw new DataException(at + ": comes before offset " + claim.start() + ", where reading was to begin:"
                        + " the topic was re-created or its beginning is gone; set the connector's offsets by REST");
            }
            // delivered again after a commit whose outcome was not known
            if (claim.applied(at.offset())) continue;
            events.add(reader.read(record));
            reached.merge(claim, at.offset() + 1, Math::max);
        }
        return events;
    }

    private Map<TableId, List<RowChange>> bound(List<Event> events, Session open) throws SQLException {
        List<Event.OfTable> changes = events.stream()
                .filter(Event.OfTable.class::isInstance)
                .map(Event.OfTable.class::cast)
                .filter(change ->
                        !state.are(change.table().schema(), change.table().table()))
                .toList();
        Map<TableId, List<Event.OfTable>> byTable = new LinkedHashMap<>();
        Map<String, Boolean> onePartition = new HashMap<>();
        for (Event.OfTable change : changes) {
            byTable.computeIfAbsent(names.of(change.table()), id -> new ArrayList<>())
                    .add(ordered(change, onePartition, open));
        }
        tables(open).require(byTable);
        Map<TableId, List<RowChange>> bound = new LinkedHashMap<>();
        for (Map.Entry<TableId, List<Event.OfTable>> entry : byTable.entrySet()) {
            TableBinding binding = tables(open).binding(entry.getKey());
            bound.put(
                    entry.getKey(), entry.getValue().stream().map(binding::bind).toList());
        }
        return bound;
    }

    /**
     * In a topic of several partitions only the events of one key have an order. So a key change is there what its
     * halves are by themselves, a delete and an insert: to give the row its new key would be to say something about
     * that key, whose own partition may have told its end already. And nothing tells which rows came before a truncate.
     */
    private Event.OfTable ordered(Event.OfTable change, Map<String, Boolean> onePartition, Session open)
            throws SQLException {
        boolean rekey = change instanceof Event.Gone gone && gone.newKey() != null;
        if (!rekey && !(change instanceof Event.Emptied)) return change;
        String topic = change.at().partition().topic();
        Boolean one = onePartition.get(topic);
        if (one == null) {
            one = offsets.hasOnePartition(open.connection(), topic);
            onePartition.put(topic, one);
        }
        if (one) return change;
        if (change instanceof Event.Gone gone) return gone.withoutNewKey();
        throw new ConnectException(change.at() + ": a truncate can't be put in order in a topic of several"
                + " partitions; keep skipped.operations=t on the source, or one partition per topic");
    }

    private Tables tables(Session open) {
        if (tables == null) tables = new Tables(open, rules);
        return tables;
    }
}
