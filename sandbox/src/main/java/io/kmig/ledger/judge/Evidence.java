package io.kmig.ledger.judge;

import io.kmig.ledger.record.ClientRow;
import io.kmig.ledger.record.Cluster;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What there is to judge from. Each method may be called several times and must tell the same each time. */
public interface Evidence {
    /** Every row of every client with the client's name, in the order of their stamps. */
    void rows(BiConsumer<String, ClientRow> each);

    /**
     * Every visible record of these topics on the cluster, in the order of offsets within each partition.
     *
     * @return false if the cluster can't be read (any more), so that nothing is known about it
     */
    boolean sightings(Cluster cluster, Set<String> topics, Consumer<Sighting> each);
}
