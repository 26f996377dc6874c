package io.kmig.validator.match;

import org.jspecify.annotations.Nullable;

/** Where a partition's state survives. Ordered by offset within each room; a write is visible to the next read. */
public interface Shelf {
    /** The kinds of things that are kept. */
    enum Room {
        /** One entry: counters and positions. */
        HEAD,
        /** The source's batches, by the position they begin at. */
        BATCH,
        /** Target records that have no original yet. */
        WAITING,
        /** Source records that a later match has passed over. */
        MISSING,
        /** Target records that a later match has left without an original. */
        FOREIGN
    }

    byte @Nullable [] get(Room room, long offset);

    void put(Room room, long offset, byte[] value);

    void remove(Room room, long offset);

    /** Visits in ascending order from an offset on; nothing may be changed meanwhile. */
    void visit(Room room, long from, Visitor visitor);

    /** Sees entries one by one. */
    @FunctionalInterface
    interface Visitor {
        /** @return whether to go on */
        boolean visit(long offset, byte[] value);
    }
}
