package io.kmig.connect.mirror;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/**
 * Damages exactly one record that MirrorSource copies, named by its place on the source cluster. For rehearsals only: it
 * exists to be caught.
 *
 * <pre>
 * drop       the record never arrives
 * mutate     one bit of its value is flipped
 * swap       it and the next record change places; reads the source cluster, see {@link Swap}
 * duplicate  it arrives twice; writes to the target cluster, see {@link Duplicate}
 * </pre>
 */
public final class DamageSmt implements Transformation<SourceRecord>, Versioned {
    static final String KIND = "kind";
    static final String TOPIC = "topic";
    static final String PARTITION = "partition";
    static final String OFFSET = "offset";
    static final String CLIENT = "client.";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private @Nullable Damage damage;

    @Override
    public void configure(Map<String, ?> given) {
        AbstractConfig config = new AbstractConfig(config(), given, false);
        SourcePlace place = new SourcePlace(config.getString(TOPIC), config.getInt(PARTITION), config.getLong(OFFSET));
        damage = switch (config.getString(KIND)) {
            case "drop" -> new Loss(place);
            case "mutate" -> new Mutation(place);
            case "swap" -> new Swap(place, new Swap.SourceCluster(client(config), PATIENCE));
            default -> new Duplicate(place, new Duplicate.TargetCluster(client(config)));
        };
    }

    private static Map<String, Object> client(AbstractConfig config) {
        Map<String, Object> client = new HashMap<>(config.originalsWithPrefix(CLIENT));
        if (!client.containsKey("bootstrap.servers")) {
            throw new ConfigException(CLIENT + "bootstrap.servers is missing: swap reads the source cluster, duplicate"
                    + " writes to the target cluster");
        }
        client.put("isolation.level", "read_committed");
        client.put("enable.auto.commit", "false");
        return client;
    }

    @Override
    public @Nullable SourceRecord apply(SourceRecord record) {
        SourcePlace place = SourcePlace.of(record);
        return place == null || damage == null ? record : damage.apply(place, record);
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef()
                .define(
                        KIND,
                        ConfigDef.Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        ConfigDef.ValidString.in("drop", "duplicate", "swap", "mutate"),
                        ConfigDef.Importance.HIGH,
                        "What happens to the record.")
                .define(
                        TOPIC,
                        ConfigDef.Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        ConfigDef.Importance.HIGH,
                        "The record's topic on the source cluster.")
                .define(
                        PARTITION,
                        ConfigDef.Type.INT,
                        ConfigDef.NO_DEFAULT_VALUE,
                        ConfigDef.Importance.HIGH,
                        "The record's partition on the source cluster.")
                .define(
                        OFFSET,
                        ConfigDef.Type.LONG,
                        ConfigDef.NO_DEFAULT_VALUE,
                        ConfigDef.Importance.HIGH,
                        "The record's offset on the source cluster. Settings beginning with client. are those of the"
                                + " Kafka client that swap (source cluster) and duplicate (target cluster) need,"
                                + " client.bootstrap.servers first of all.");
    }

    @Override
    public String version() {
        String version = DamageSmt.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }

    @Override
    public void close() {
        if (damage != null) damage.close();
    }
}
