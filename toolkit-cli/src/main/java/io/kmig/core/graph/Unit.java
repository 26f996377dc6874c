package io.kmig.core.graph;

import io.kmig.core.spec.MigrationSpec.ClientSpec;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What moves together.
 *
 * @param name the clients' names joined with {@code +}
 * @param clients in the order of kmig.yaml
 * @param reads topics its groups read, as far as known
 */
public record Unit(String name, List<ClientSpec> clients, SortedSet<String> reads) {
    public Unit {
        clients = List.copyOf(clients);
    }

    public SortedSet<String> writes() {
        SortedSet<String> topics = new TreeSet<>();
        clients.forEach(c -> topics.addAll(c.produces()));
        return topics;
    }

    public SortedSet<String> groups() {
        SortedSet<String> groups = new TreeSet<>();
        clients.forEach(c -> groups.addAll(c.groups()));
        return groups;
    }

    public SortedSet<String> transactionalIds() {
        SortedSet<String> ids = new TreeSet<>();
        clients.forEach(c -> ids.addAll(c.transactionalIds()));
        return ids;
    }

    /** Names of the databases it writes. */
    public SortedSet<String> databases() {
        SortedSet<String> names = new TreeSet<>();
        clients.forEach(c -> names.addAll(c.databases()));
        return names;
    }

    /** Writes nothing, so its move touches no topic's writer. */
    public boolean consumerOnly() {
        return writes().isEmpty();
    }
}
