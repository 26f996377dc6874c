package io.kmig.validator.topology;

import io.kmig.validator.match.Shelf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** One topic's part of a task's store. Keys are room, topic, offset, so that a room's entries lie together in order. */
final class StoreShelf implements Shelf {
    private final KeyValueStore<Bytes, byte[]> store;
    private final byte[] topic;

    StoreShelf(KeyValueStore<Bytes, byte[]> store, String topic) {
        this.store = store;
        this.topic = topic.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte @Nullable [] get(Room room, long offset) {
        return store.get(key(room, offset));
    }

    @Override
    public void put(Room room, long offset, byte[] value) {
        store.put(key(room, offset), value);
    }

    @Override
    public void remove(Room room, long offset) {
        var unused = store.delete(key(room, offset));
    }

    @Override
    public void visit(Room room, long from, Visitor visitor) {
        try (KeyValueIterator<Bytes, byte[]> entries = store.range(key(room, from), key(room, Long.MAX_VALUE))) {
            while (entries.hasNext()) {
                KeyValue<Bytes, byte[]> entry = entries.next();
                byte[] key = entry.key.get();
                long offset = ByteBuffer.wrap(key).getLong(key.length - Long.BYTES);
                if (!visitor.visit(offset, entry.value)) {
                    return;
                }
            }
        }
    }

    private Bytes key(Room room, long offset) {
        byte[] key = new byte[1 + Short.BYTES + topic.length + Long.BYTES];
        ByteBuffer.wrap(key)
                .put(code(room))
                .putShort((short) topic.length)
                .put(topic)
                .putLong(offset);
        return Bytes.wrap(key);
    }

    private static byte code(Room room) {
        return switch (room) {
            case HEAD -> 1;
            case BATCH -> 2;
            case WAITING -> 3;
            case MISSING -> 4;
            case FOREIGN -> 5;
        };
    }
}
