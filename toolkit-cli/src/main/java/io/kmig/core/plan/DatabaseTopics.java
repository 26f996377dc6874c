package io.kmig.core.plan;

import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.ClientSpec;
import io.kmig.core.spec.MigrationSpec.DatabaseSpec;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which topics a database's changes are captured to. A client that writes a database writes these topics, if not with
 * its own hands; so they are mirrored, fenced, drained and handed off with it like any topic it produces to.
 */
public final class DatabaseTopics {
    private static final int MESSAGE = "message".length();

    private DatabaseTopics() {}

    /** Those of the topics that belong to the database. */
    public static SortedSet<String> of(DatabaseSpec database, Collection<String> topics) {
        List<Pattern> patterns =
                database.topics().stream().map(Pattern::compile).toList();
        TreeSet<String> own = new TreeSet<>();
        topics.stream()
                .filter(t -> patterns.stream().anyMatch(p -> p.matcher(t).matches()))
                .forEach(own::add);
        return own;
    }

    /**
     * The same without the connector's topic for messages, to which markers are written: {@code <prefix>.message}, where
     * a table's has its schema in between.
     */
    public static Set<String> ofRows(DatabaseSpec database, Collection<String> topics) {
        Set<String> own = of(database, topics);
        own.stream()
                .filter(t -> t.endsWith(".message"))
                .min(Comparator.comparingInt(String::length))
                .filter(t -> own.stream().allMatch(other -> other.startsWith(t.substring(0, t.length() - MESSAGE))))
                .ifPresent(own::remove);
        return own;
    }

    /** The same of all databases that the clients named here write. */
    public static SortedSet<String> of(MigrationSpec spec, Collection<String> databases, Collection<String> topics) {
        TreeSet<String> own = new TreeSet<>();
        spec.databases().stream().filter(d -> databases.contains(d.name())).forEach(d -> own.addAll(of(d, topics)));
        return own;
    }

    /** One pattern for all of a database's topics, as a sink subscribes to them. */
    public static String pattern(DatabaseSpec database) {
        return database.topics().size() == 1
                ? database.topics().get(0)
                : "(?:" + String.join(")|(?:", database.topics()) + ")";
    }

    /** The clients with what they write by way of databases among what they produce. */
    static List<ClientSpec> written(MigrationSpec spec, Collection<String> topicsInScope) {
        return spec.clients().stream()
                .map(client -> {
                    SortedSet<String> all = of(spec, client.databases(), topicsInScope);
                    all.addAll(client.produces());
                    return client.databases().isEmpty() ? client : client.producing(List.copyOf(all));
                })
                .toList();
    }
}
