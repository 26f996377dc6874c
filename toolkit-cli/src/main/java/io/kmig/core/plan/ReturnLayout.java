package io.kmig.core.plan;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.Colour;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.DatabaseAccess;
import io.kmig.core.spec.MigrationSpec.DatabaseSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names and configs of what brings rows written on green back to blue: Debezium on the workers of green reads the green
 * database from a slot that was made when nothing wrote to it, and a sink applies its topics to the blue database. These
 * topics are kmig's own and never mirrored. To the rest of kmig the way back of a database is a database whose source is
 * on green.
 */
public final class ReturnLayout {
    public static final String PLUGIN = "io.debezium.connector.postgresql.PostgresConnector";
    private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";
    private static final Pattern URL = Pattern.compile("jdbc:postgresql://([^:/?,]+)(?::(\\d+))?/([^?]+)(?:\\?(.*))?");
    /** PostgreSQL's longest name. */
    private static final int LONGEST_SLOT = 63;

    private final MigrationSpec spec;

    public ReturnLayout(MigrationSpec spec) {
        this.spec = spec;
    }

    /** The database seen from green; empty when it has no way back. */
    public Optional<DatabaseSpec> returning(DatabaseSpec database) {
        if (!database.wayBack()) {
            return Optional.empty();
        }
        return database.source().map(blue -> {
            DatabaseAccess green = database.sink();
            SortedMap<String, String> properties = new TreeMap<>(database.sinkProperties());
            properties.keySet().removeIf(key -> !key.equals("offsets.table") && !key.equals("markers.table"));
            properties.putAll(converters());
            // Debezium makes a topic when a table is first written
            properties.put("consumer.override.metadata.max.age.ms", "2000");
            return new DatabaseSpec(
                    database.name(),
                    List.of(topicPrefix(database).replace(".", "\\.") + "\\..*"),
                    Optional.of(new DatabaseAccess(green.url(), green.user(), green.password(), slot(database))),
                    new DatabaseAccess(blue.url(), blue.user(), blue.password(), null),
                    properties,
                    false,
                    Colour.GREEN);
        });
    }

    public String captureName(DatabaseSpec database) {
        return spec.ownedPrefix() + "capture.back." + database.name();
    }

    private String topicPrefix(DatabaseSpec database) {
        return spec.ownedPrefix() + "back." + database.name();
    }

    /** Of green's slot, and of its publication. */
    private String slot(DatabaseSpec database) {
        String name =
                (spec.ownedPrefix() + database.name()).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
        return name.length() <= LONGEST_SLOT
                ? name
                : name.substring(0, LONGEST_SLOT - 9) + "_" + Integer.toHexString(name.hashCode());
    }

    /** @param returning as {@link #returning} made it */
    public SortedMap<String, String> capture(DatabaseSpec returning) {
        DatabaseAccess green = returning.source().orElseThrow();
        Matcher address = URL.matcher(green.url());
        if (!address.matches()) {
            throw new KmigException(new Problem(
                    ErrorCode.CONNECTOR_CONFIG_REFUSED,
                    "Debezium needs one host and a database, which " + green.url() + " of database " + returning.name()
                            + " does not name",
                    "nothing was stopped",
                    "write it as jdbc:postgresql://HOST:PORT/DATABASE, or say `wayBack: none` under databases in"
                            + " kmig.yaml"));
        }
        SortedMap<String, String> config = new TreeMap<>(converters());
        config.put("name", captureName(returning));
        config.put("connector.class", PLUGIN);
        config.put("tasks.max", "1");
        // a worker that is killed would send its last events again, and no sink can tell them apart
        config.put("exactly.once.support", "required");
        config.put("database.hostname", address.group(1));
        config.put("database.port", address.group(2) == null ? "5432" : address.group(2));
        config.put("database.user", green.user() == null ? "" : green.user());
        config.put("database.password", green.password() == null ? "" : green.password());
        config.put("database.dbname", address.group(3));
        String parameters = address.group(4) == null ? "" : address.group(4);
        for (String ssl : List.of("sslmode", "sslrootcert", "sslcert", "sslkey")) {
            parameter(parameters, ssl).ifPresent(value -> config.put("database." + ssl, value));
        }
        config.put("topic.prefix", topicPrefix(returning));
        config.put("plugin.name", "pgoutput");
        config.put("slot.name", slot(returning));
        config.put("publication.name", slot(returning));
        // both were made in the pause: a snapshot would find rows that are on blue already
        config.put("publication.autocreate.mode", "disabled");
        config.put("snapshot.mode", "no_data");
        config.put("skipped.operations", "none");
        config.put("interval.handling.mode", "string");
        // precise loses NaN and trailing zeros
        config.put("decimal.handling.mode", "string");
        config.put("poll.interval.ms", "100");
        config.put("topic.creation.default.partitions", "1");
        config.put("topic.creation.default.replication.factor", "-1");
        // a sink that stands still for long must find all of it
        config.put("topic.creation.default.retention.ms", "-1");
        config.put("topic.creation.default.cleanup.policy", "delete");
        return config;
    }

    private static Optional<String> parameter(String parameters, String name) {
        return Arrays.stream(parameters.split("&"))
                .filter(p -> p.startsWith(name + "="))
                .map(p -> p.substring(name.length() + 1))
                .findFirst();
    }

    private static Map<String, String> converters() {
        return Map.of(
                "key.converter", JSON,
                "value.converter", JSON,
                "header.converter", JSON,
                "value.converter.replace.null.with.default", "false");
    }
}
