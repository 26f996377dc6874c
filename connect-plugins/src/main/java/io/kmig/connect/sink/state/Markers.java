package io.kmig.connect.sink.state;

import io.kmig.connect.sink.event.Event;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Messages of the source's WAL that have come through. Stored in the transaction that advances their offset. */
public final class Markers {
    private final StateTables tables;
    private final String connector;

    public Markers(StateTables tables, String connector) {
        this.tables = tables;
        this.connector = connector;
    }

    public void store(Connection connection, List<Event.Marker> markers) throws SQLException {
        if (markers.isEmpty()) return;
        // after offsets were reset by hand the same record comes again
        String sql = """
                INSERT INTO %s (connector, prefix, content, topic, partition, record_offset) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (connector, topic, partition, record_offset)
                DO UPDATE SET prefix = EXCLUDED.prefix, content = EXCLUDED.content, seen_at = EXCLUDED.seen_at""".formatted(tables.markers());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Event.Marker marker : markers) {
                statement.setString(1, connector);
                statement.setString(2, marker.prefix());
                statement.setBytes(3, bytes(marker.content()));
                statement.setString(4, marker.at().partition().topic());
                statement.setInt(5, marker.at().partition().partition());
                statement.setLong(6, marker.at().offset());
                statement.executeUpdate();
            }
        }
    }

    private static byte[] bytes(ByteBuffer content) {
        byte[] copy = new byte[content.remaining()];
        content.duplicate().get(copy);
        return copy;
    }
}
