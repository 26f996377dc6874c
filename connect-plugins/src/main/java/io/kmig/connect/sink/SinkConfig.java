package io.kmig.connect.sink;

import io.kmig.connect.sink.state.StateTables;
import io.kmig.connect.sink.table.TableNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/** The connector's configuration. Its texts are also the reference page's. */
public final class SinkConfig extends AbstractConfig {
    public static final String URL = "connection.url";
    public static final String USER = "connection.user";
    public static final String PASSWORD = "connection.password";
    public static final String MIGRATION = "migration";
    public static final String OFFSETS_TABLE = "offsets.table";
    public static final String MARKERS_TABLE = "markers.table";
    public static final String TABLE_NAME_FORMAT = "table.name.format";
    public static final String SCHEMA_EVOLUTION = "schema.evolution";
    public static final String BATCH_MAX_ROWS = "batch.max.rows";
    public static final String RETRY_BACKOFF = "retry.backoff.ms";
    public static final String PLACEHOLDER = "unavailable.value.placeholder";
    public static final String READ_UNCOMMITTED = "read.uncommitted.allowed";

    static final String ISOLATION = "consumer.override.isolation.level";
    static final String RESET = "consumer.override.auto.offset.reset";
    static final String KEEP_NULLS = "value.converter.replace.null.with.default";

    private static final String DATABASE = "Database";
    private static final String TABLES = "Tables";
    private static final String APPLYING = "Applying";

    private final Map<String, String> given;

    public SinkConfig(Map<String, String> given) {
        super(definition(), given, false);
        this.given = Map.copyOf(given);
    }

    public static ConfigDef definition() {
        return new ConfigDef()
                .define(
                        URL,
                        ConfigDef.Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        checked("jdbc:postgresql://HOST:PORT/DATABASE", SinkConfig::checkUrl),
                        Importance.HIGH,
                        "The database to apply to, such as jdbc:postgresql://HOST:5432/shop. Driver properties may"
                                + " follow (sslmode and the like), a password may not: it would be shown by the"
                                + " worker's REST API.",
                        DATABASE,
                        1,
                        Width.LONG,
                        "URL")
                .define(
                        USER,
                        ConfigDef.Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        new ConfigDef.NonEmptyString(),
                        Importance.HIGH,
                        "Who applies the changes. Needs SELECT, INSERT, UPDATE and DELETE on the tables, CREATE on the"
                                + " schema of the offsets table at first start, and should be allowed to SET"
                                + " session_replication_role.",
                        DATABASE,
                        2,
                        Width.MEDIUM,
                        "User")
                .define(
                        PASSWORD,
                        ConfigDef.Type.PASSWORD,
                        ConfigDef.NO_DEFAULT_VALUE,
                        Importance.HIGH,
                        "The user's password; best from a config provider.",
                        DATABASE,
                        3,
                        Width.MEDIUM,
                        "Password")
                .define(
                        MIGRATION,
                        ConfigDef.Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        new ConfigDef.NonEmptyString(),
                        Importance.HIGH,
                        "The migration this connector works for. Kept with the offsets: a connector of the same name"
                                + " that works for another migration is refused.",
                        APPLYING,
                        1,
                        Width.MEDIUM,
                        "Migration")
                .define(
                        TABLE_NAME_FORMAT,
                        ConfigDef.Type.STRING,
                        "${schema}.${table}",
                        checked("SCHEMA.TABLE with ${database}, ${schema}, ${table}", TableNames::of),
                        Importance.MEDIUM,
                        "The target table, from the names in the event's source block.",
                        TABLES,
                        1,
                        Width.MEDIUM,
                        "Table names")
                .define(
                        SCHEMA_EVOLUTION,
                        ConfigDef.Type.STRING,
                        "refuse",
                        ConfigDef.ValidString.in("refuse", "ignore"),
                        Importance.MEDIUM,
                        "What happens to a column that only one side has: refuse fails the task for a column the target"
                                + " table has not, and for one of a type Debezium leaves out of its events; ignore"
                                + " leaves the column alone.",
                        TABLES,
                        2,
                        Width.SHORT,
                        "Unknown columns")
                .define(
                        OFFSETS_TABLE,
                        ConfigDef.Type.STRING,
                        "kmig_offsets",
                        checked("TABLE or SCHEMA.TABLE in lower case", SinkConfig::checkName),
                        Importance.LOW,
                        "Where the applied offsets are, in the same database. Created when missing. Without a schema"
                                + " it is found by the user's search_path.",
                        TABLES,
                        3,
                        Width.MEDIUM,
                        "Offsets table")
                .define(
                        MARKERS_TABLE,
                        ConfigDef.Type.STRING,
                        "kmig_markers",
                        checked("TABLE or SCHEMA.TABLE in lower case", SinkConfig::checkName),
                        Importance.LOW,
                        "Where messages of the source's WAL (pg_logical_emit_message) are stored when their topic is"
                                + " subscribed. Created when missing.",
                        TABLES,
                        4,
                        Width.MEDIUM,
                        "Markers table")
                .define(
                        BATCH_MAX_ROWS,
                        ConfigDef.Type.INT,
                        5000,
                        ConfigDef.Range.between(1, 1_000_000),
                        Importance.MEDIUM,
                        "The most records of one transaction. A delivery of the worker is at most"
                                + " consumer.override.max.poll.records (500 unless set), and one transaction unless"
                                + " this is less.",
                        APPLYING,
                        2,
                        Width.SHORT,
                        "Rows per transaction")
                .define(
                        RETRY_BACKOFF,
                        ConfigDef.Type.LONG,
                        1000L,
                        ConfigDef.Range.between(10L, 300_000L),
                        Importance.LOW,
                        "How long to wait, in milliseconds, before the same records are tried again after the database"
                                + " was unreachable, restarted or broke a deadlock.",
                        APPLYING,
                        3,
                        Width.SHORT,
                        "Retry back-off")
                .define(
                        PLACEHOLDER,
                        ConfigDef.Type.STRING,
                        "__debezium_unavailable_value",
                        new ConfigDef.NonEmptyString(),
                        Importance.LOW,
                        "What the source sends in place of a TOASTed value that an update left as it was; the same as"
                                + " the source connector's setting of this name.",
                        APPLYING,
                        4,
                        Width.MEDIUM,
                        "Unavailable value")
                .define(
                        READ_UNCOMMITTED,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        Importance.LOW,
                        "The connector demands " + ISOLATION + "=read_committed, since records of aborted transactions"
                                + " are changes that never were. Set to true when the worker's own"
                                + " consumer.isolation.level says so already, or when no producer of these topics is"
                                + " transactional.",
                        APPLYING,
                        5,
                        Width.SHORT,
                        "Without read_committed");
    }

    /** What is wrong beyond single values: a list of setting and message. */
    static List<Finding> findings(Map<String, String> given) {
        List<Finding> findings = new ArrayList<>();
        boolean allowed = Boolean.parseBoolean(given.getOrDefault(READ_UNCOMMITTED, "false"));
        String isolation = given.getOrDefault(ISOLATION, "").toLowerCase(Locale.ROOT);
        if (!allowed && !isolation.equals("read_committed")) {
            findings.add(new Finding(
                    READ_UNCOMMITTED,
                    "set " + ISOLATION
                            + "=read_committed: records of aborted transactions are changes that never were"));
        }
        String reset = given.getOrDefault(RESET, "earliest").toLowerCase(Locale.ROOT);
        if (!reset.equals("earliest") && !reset.equals("none")) {
            findings.add(new Finding(
                    OFFSETS_TABLE,
                    "set " + RESET + "=earliest or none: offsets come from the table, and where Kafka deleted what"
                            + " they point to, what is left must not be skipped too"));
        }
        return findings;
    }

    record Finding(String key, String message) {}

    String url() {
        return getString(URL);
    }

    String user() {
        return getString(USER);
    }

    String password() {
        return getPassword(PASSWORD).value();
    }

    String migration() {
        return getString(MIGRATION);
    }

    /** Connect gives every connector's configuration its name. */
    String connector() {
        return given.getOrDefault("name", "kmig-sink");
    }

    TableNames tableNames() {
        return TableNames.of(getString(TABLE_NAME_FORMAT));
    }

    StateTables stateTables() {
        return new StateTables(getString(OFFSETS_TABLE), getString(MARKERS_TABLE));
    }

    boolean ignoreUnknownColumns() {
        return getString(SCHEMA_EVOLUTION).equals("ignore");
    }

    int batchMaxRows() {
        return getInt(BATCH_MAX_ROWS);
    }

    long retryBackoffMs() {
        return getLong(RETRY_BACKOFF);
    }

    String placeholder() {
        return getString(PLACEHOLDER);
    }

    boolean nullsAreKept() {
        return given.getOrDefault(KEEP_NULLS, "true").equalsIgnoreCase("false");
    }

    private static void checkUrl(String url) {
        if (!url.startsWith("jdbc:postgresql:")) throw new IllegalArgumentException("must start with jdbc:postgresql:");
        if (url.toLowerCase(Locale.ROOT).contains("password=")) {
            throw new IllegalArgumentException("must not hold the password; use " + PASSWORD);
        }
    }

    private static void checkName(String name) {
        if (!StateTables.NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("must be TABLE or SCHEMA.TABLE of lower-case letters, digits and _");
        }
    }

    private interface Check {
        void of(String value);
    }

    private static ConfigDef.Validator checked(String shape, Check check) {
        return ConfigDef.LambdaValidator.with(
                (name, value) -> {
                    // the framework reports a missing value itself
                    if (!(value instanceof String text)) return;
                    try {
                        check.of(text);
                    } catch (IllegalArgumentException e) {
                        // without the value: a URL may have a password in it
                        throw new ConfigException(name + " " + e.getMessage());
                    }
                },
                () -> shape);
    }
}
