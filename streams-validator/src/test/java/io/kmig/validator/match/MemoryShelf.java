package io.kmig.validator.match;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A shelf of maps; visiting forbids changes, as a store's iterator would. */
final class MemoryShelf implements Shelf {
    private final Map<Room, TreeMap<Long, byte[]>> rooms = new EnumMap<>(Room.class);
    private boolean visiting;

    MemoryShelf() {
        for (Room room : Room.values()) {
            rooms.put(room, new TreeMap<>());
        }
    }

    int size(Room room) {
        return rooms.get(room).size();
    }

    @Override
    public byte[] get(Room room, long offset) {
        return rooms.get(room).get(offset);
    }

    @Override
    public void put(Room room, long offset, byte[] value) {
        requireStill();
        rooms.get(room).put(offset, value.clone());
    }

    @Override
    public void remove(Room room, long offset) {
        requireStill();
        rooms.get(room).remove(offset);
    }

    @Override
    public void visit(Room room, long from, Visitor visitor) {
        requireStill();
        visiting = true;
        try {
            List<Map.Entry<Long, byte[]>> entries =
                    new ArrayList<>(rooms.get(room).tailMap(from, true).entrySet());
            for (Map.Entry<Long, byte[]> entry : entries) {
                if (!visitor.visit(entry.getKey(), entry.getValue())) {
                    return;
                }
            }
        } finally {
            visiting = false;
        }
    }

    private void requireStill() {
        if (visiting) {
            throw new IllegalStateException("changed while it is visited");
        }
    }
}
