package io.kmig.core.port;

import io.kmig.core.estate.RowsCompared;
import io.kmig.core.estate.Tp;
import io.kmig.core.spec.MigrationSpec.DatabaseSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Both sides of the databases of a migration, over SQL: the source, which needs the database's {@code source}, and the
 * side its sink keeps. As described, blue is the source; on the way back green is ({@link
 * io.kmig.core.plan.ReturnLayout}). Every call fails with KMIG-2011 when a side does not answer and KMIG-2012 with the server's own words otherwise.
 */
public interface DatabasePort {
    /**
     * A reader of blue's write-ahead log.
     *
     * @param confirmed up to where it said that it needs the log no more
     */
    record Slot(String name, boolean active, long confirmed) {}

    /**
     * Writes an end marker into blue's write-ahead log: two messages, each a transaction of its own, since readers such
     * as Debezium confirm the commit before the last event they passed on.
     *
     * @return a position in the log that everything committed so far lies before. Who has confirmed a position past it
     *     has passed on both messages, and so all that was committed before them
     */
    long mark(DatabaseSpec database, String id);

    /** The logical slots of the blue database. */
    List<Slot> slots(DatabaseSpec database);

    /** The first offset that the sink has not applied to the green database, by partition. */
    Map<Tp, Long> applied(DatabaseSpec database, String connector);

    /** Holds every table of the blue database against green's, row by row, by content. */
    RowsCompared compare(DatabaseSpec database, Duration atMost);

    /**
     * Sets green's sequences past the largest value of their columns, and past blue's where there is a source. Never
     * sets one back.
     *
     * @return how many sequences there are
     */
    int raiseSequences(DatabaseSpec database);

    /** Gives the green database's planner fresh statistics. */
    void analyze(DatabaseSpec database);

    /**
     * Makes the slot that the source names, and a publication of the same name over all its tables, from this moment
     * on. What an earlier attempt left under the name is removed first. The tables are those that both sides have and that
     * have a primary key. A server makes a slot when the transactions under way on it have ended.
     */
    void openSlot(DatabaseSpec database, Duration atMost);

    /** Removes both, if they are there: a slot that nobody reads keeps the server's log for ever. */
    void dropSlot(DatabaseSpec database);

    /** For a migration without databases. */
    static DatabasePort none() {
        return NoDatabases.NONE;
    }
}
