package io.kmig.connect.sink;

import io.kmig.connect.sink.db.SqlTrouble;
import io.kmig.connect.sink.event.Coordinates;
import io.kmig.connect.sink.event.Refused;
import io.kmig.connect.sink.state.Claim;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between the worker and {@link Green}.
 *
 * <pre>
 * open:       claim the partitions in the database, rewind to its offsets
 *             (database away: claimed at the next put instead)
 * put:        apply in transactions; on trouble that may pass, forget the connection and ask for the same records again
 * preCommit:  what the database has
 * </pre>
 *
 * <p>The worker's consumer group offsets are for lag tools only: they are written after the database's, and never read.
 */
public final class KmigSinkTask extends SinkTask {
    private static final Logger LOG = LoggerFactory.getLogger(KmigSinkTask.class);

    private final Set<TopicPartition> unclaimed = new HashSet<>();
    private @Nullable Green green;
    private long backoffMs;
    private int batchMaxRows = 1;

    @Override
    public String version() {
        return Version.current();
    }

    @Override
    public void start(Map<String, String> props) {
        SinkConfig config = Settings.of(props);
        backoffMs = config.retryBackoffMs();
        batchMaxRows = config.batchMaxRows();
        green = new Green(config);
    }

    @Override
    public void open(Collection<TopicPartition> partitions) {
        unclaimed.addAll(partitions);
        try {
            claim();
        } catch (SQLException e) {
            trouble(e);
        } catch (RuntimeException e) {
            green().disconnect();
            throw e;
        }
    }

    @Override
    public void close(Collection<TopicPartition> partitions) {
        unclaimed.removeAll(partitions);
        green().release(partitions);
    }

    @Override
    public void put(Collection<SinkRecord> records) {
        try {
            // records of a partition that is claimed only now were read from the wrong place; they come again
            Set<TopicPartition> late = claim();
            List<SinkRecord> rest = records.stream()
                    .filter(record -> !late.contains(Coordinates.of(record).partition()))
                    .toList();
            for (int from = 0; from < rest.size(); from += batchMaxRows) {
                apply(rest.subList(from, Math.min(rest.size(), from + batchMaxRows)));
            }
        } catch (SQLException e) {
            trouble(e);
            context.timeout(backoffMs);
            // the cause would quote row values
            throw new RetriableException(
                    "the same records are tried again in " + backoffMs + " ms: " + SqlTrouble.said(e));
        } catch (RuntimeException e) {
            green().disconnect();
            throw e;
        }
    }

    /** All before a refused record is applied: the offset kept is the record's own, so that it can be set past it. */
    private void apply(List<SinkRecord> records) throws SQLException {
        try {
            green().apply(records);
        } catch (Refused e) {
            green().disconnect();
            apply(before(e.at(), records));
            throw e;
        }
    }

    private static List<SinkRecord> before(Coordinates refused, List<SinkRecord> records) {
        for (int i = 0; i < records.size(); i++) {
            if (Coordinates.of(records.get(i)).equals(refused)) return records.subList(0, i);
        }
        return List.of();
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> current) {
        Map<TopicPartition, OffsetAndMetadata> applied = new HashMap<>();
        for (TopicPartition partition : current.keySet()) {
            Long next = green().applied(partition);
            if (next != null) applied.put(partition, new OffsetAndMetadata(next));
        }
        return applied;
    }

    @Override
    public void stop() {
        if (green != null) green.disconnect();
    }

    private Set<TopicPartition> claim() throws SQLException {
        if (unclaimed.isEmpty()) return Set.of();
        List<Claim> claims = green().claim(unclaimed);
        Set<TopicPartition> claimed = Set.copyOf(unclaimed);
        unclaimed.clear();
        for (Claim claim : claims) context.offset(claim.partition(), claim.start());
        LOG.info("claimed {}", claims);
        return claimed;
    }

    /** Returns when it may pass. */
    private void trouble(SQLException e) {
        green().disconnect();
        if (!SqlTrouble.retriable(e)) throw new ConnectException("the database refused: " + SqlTrouble.said(e));
        LOG.warn("the database is in trouble that may pass: {}", SqlTrouble.said(e));
    }

    private Green green() {
        if (green == null) throw new IllegalStateException("not started");
        return green;
    }
}
