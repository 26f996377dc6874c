package io.kmig.connect.sink.state;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * What one connector applied, in the database it applies to.
 *
 * <pre>
 * claim:    epoch := epoch + 1, read next_offset          (a task got the partition)
 * advance:  next_offset := n where epoch = mine and next_offset = as I know it    (with the rows, in one transaction)
 * </pre>
 *
 * Invariant: rows and offset change together or not at all, and only under the latest epoch. Advancing comes first in a
 * transaction: it locks the row, so a claim waits for a transaction under way and then sees its offset, and a
 * transaction of a task that lost the partition finds the higher epoch and rolls back.
 *
 * <p>No method commits.
 */
public final class AppliedOffsets {
    private static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);
    /** Any number nobody else locks. Whoever adds partitions or tables holds it alone. */
    private static final long LOCK = 0x6b6d6967L;

    private static final String ADDING = "SELECT pg_advisory_xact_lock(" + LOCK + ")";
    private static final String COUNTING = "SELECT pg_advisory_xact_lock_shared(" + LOCK + ")";

    private final StateTables tables;
    private final String connector;
    private final String migration;

    public AppliedOffsets(StateTables tables, String connector, String migration) {
        this.tables = tables;
        this.connector = connector;
        this.migration = migration;
    }

    public void createTables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (exists(connection, tables.offsets()) && exists(connection, tables.markers())) return;
            // IF NOT EXISTS alone fails when two tasks create at once
            statement.execute(ADDING);
            statement.execute(tables.createOffsets());
            statement.execute(tables.createMarkers());
        }
    }

    private static boolean exists(Connection connection, String table) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
            query.setString(1, table);
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /**
     * Takes partitions over from whoever had them.
     *
     * @throws ConnectException when they belong to another migration
     */
    public List<Claim> claim(Connection connection, Collection<TopicPartition> partitions) throws SQLException {
        String sql = """
                INSERT INTO %1$s AS o (connector, topic, partition, epoch, migration) VALUES (?, ?, ?, 1, ?)
                ON CONFLICT (connector, topic, partition)
                DO UPDATE SET epoch = o.epoch + 1, claimed_at = clock_timestamp()
                RETURNING epoch, next_offset, migration""".formatted(tables.offsets());
        List<Claim> claims = new ArrayList<>();
        try (Statement lock = connection.createStatement();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            lock.execute(ADDING);
            // always in the same order: two tasks must not wait for each other
            for (TopicPartition partition : partitions.stream().sorted(ORDER).toList()) {
                statement.setString(1, connector);
                statement.setString(2, partition.topic());
                statement.setInt(3, partition.partition());
                statement.setString(4, migration);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    requireOurs(partition, row.getString("migration"));
                    @Nullable Long next = nextOffset(row);
                    claims.add(new Claim(partition, row.getLong("epoch"), next == null ? 0 : next, next));
                }
            }
        }
        return claims;
    }

    private void requireOurs(TopicPartition partition, String owner) {
        if (owner.equals(migration)) return;
        throw new ConnectException("topic %s, partition %d: %s says migration '%s' applies it as connector %s, not '%s'"
                .formatted(partition.topic(), partition.partition(), tables.offsets(), owner, connector, migration));
    }

    /**
     * Reads again what a commit of unknown outcome left.
     *
     * @throws Fenced when another task has taken one over
     */
    public Map<TopicPartition, Claim> reread(Connection connection, Collection<Claim> claims) throws SQLException {
        String sql = "SELECT epoch, next_offset FROM %s WHERE connector = ? AND topic = ? AND partition = ?"
                .formatted(tables.offsets());
        Map<TopicPartition, Claim> current = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Claim claim : claims) {
                statement.setString(1, connector);
                statement.setString(2, claim.partition().topic());
                statement.setInt(3, claim.partition().partition());
                try (ResultSet row = statement.executeQuery()) {
                    if (!row.next() || row.getLong("epoch") != claim.epoch()) {
                        throw new Fenced(claim.partition(), claim.epoch(), tables.offsets());
                    }
                    current.put(claim.partition(), claim.at(nextOffset(row)));
                }
            }
        }
        return current;
    }

    /** @throws Fenced when the row is not as this task left it; the caller rolls back */
    public void advance(Connection connection, Map<Claim, Long> offsets) throws SQLException {
        String sql = """
                UPDATE %s SET next_offset = ?, applied_at = clock_timestamp()
                WHERE connector = ? AND topic = ? AND partition = ? AND epoch = ?
                  AND next_offset IS NOT DISTINCT FROM ?::bigint""".formatted(tables.offsets());
        List<Claim> claims = offsets.keySet().stream()
                .sorted(Comparator.comparing(Claim::partition, ORDER))
                .toList();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Claim claim : claims) {
                statement.setLong(1, offsets.getOrDefault(claim, 0L));
                statement.setString(2, connector);
                statement.setString(3, claim.partition().topic());
                statement.setInt(4, claim.partition().partition());
                statement.setLong(5, claim.epoch());
                statement.setObject(6, claim.next());
                if (statement.executeUpdate() != 1) {
                    throw new Fenced(claim.partition(), claim.epoch(), tables.offsets());
                }
            }
        }
    }

    /**
     * Whether this connector has had one partition only of a topic. It stays so until the transaction's end: whoever
     * claims another one waits, hence nothing of another one is applied before.
     */
    public boolean hasOnePartition(Connection connection, String topic) throws SQLException {
        String sql = "SELECT count(*) FROM %s WHERE connector = ? AND topic = ?".formatted(tables.offsets());
        try (Statement lock = connection.createStatement();
                PreparedStatement query = connection.prepareStatement(sql)) {
            lock.execute(COUNTING);
            query.setString(1, connector);
            query.setString(2, topic);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getInt(1) == 1;
            }
        }
    }

    /**
     * Sets offsets by hand (KIP-875), for a connector without tasks. The epoch rises too: a task that is not gone yet
     * must not write over them.
     *
     * @param offsets null to start over
     */
    public void alter(Connection connection, Map<TopicPartition, @Nullable Long> offsets) throws SQLException {
        String sql = """
                INSERT INTO %1$s AS o (connector, topic, partition, next_offset, epoch, migration)
                VALUES (?, ?, ?, ?, 1, ?)
                ON CONFLICT (connector, topic, partition)
                DO UPDATE SET epoch = o.epoch + 1, next_offset = EXCLUDED.next_offset,
                              claimed_at = clock_timestamp()""".formatted(tables.offsets());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (TopicPartition partition :
                    offsets.keySet().stream().sorted(ORDER).toList()) {
                statement.setString(1, connector);
                statement.setString(2, partition.topic());
                statement.setInt(3, partition.partition());
                statement.setObject(4, offsets.get(partition), java.sql.Types.BIGINT);
                statement.setString(5, migration);
                statement.executeUpdate();
            }
        }
    }

    private static @Nullable Long nextOffset(ResultSet row) throws SQLException {
        long next = row.getLong("next_offset");
        return row.wasNull() ? null : next;
    }
}
