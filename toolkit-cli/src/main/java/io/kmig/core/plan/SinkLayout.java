package io.kmig.core.plan;

import io.kmig.core.estate.Colour;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.DatabaseAccess;
import io.kmig.core.spec.MigrationSpec.DatabaseSpec;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Names and configs of a migration's sink connectors, one per database. The password is a reference, which the workers
 * resolve; the offsets that count are in the green database, under the connector's name and the migration's.
 */
public final class SinkLayout {
    public static final String PLUGIN = "io.kmig.connect.sink.KmigSinkConnector";
    /** More tasks than this wait for one another at the database. */
    private static final int MOST_TASKS = 4;

    private final MigrationSpec spec;

    public SinkLayout(MigrationSpec spec) {
        this.spec = spec;
    }

    public String name(DatabaseSpec database) {
        return spec.ownedPrefix() + (database.from() == Colour.BLUE ? "sink." : "sink.back.") + database.name();
    }

    /** @param partitions of the database's topics together */
    public SortedMap<String, String> config(DatabaseSpec database, int partitions) {
        SortedMap<String, String> config = new TreeMap<>(database.sinkProperties());
        DatabaseAccess kept = database.sink();
        config.put("name", name(database));
        config.put("connector.class", PLUGIN);
        config.put("topics.regex", DatabaseTopics.pattern(database));
        config.put("migration", spec.name());
        config.put("connection.url", kept.url());
        config.put("connection.user", kept.user() == null ? "" : kept.user());
        config.put("connection.password", kept.password() == null ? "" : kept.password());
        config.putIfAbsent("tasks.max", Integer.toString(Math.max(1, Math.min(MOST_TASKS, partitions))));
        // records of aborted transactions are changes that never were
        config.put("consumer.override.isolation.level", "read_committed");
        config.put("consumer.override.group.id", name(database));
        // none is right as well, once every partition has an offset of the group
        config.putIfAbsent("consumer.override.auto.offset.reset", "earliest");
        return config;
    }
}
