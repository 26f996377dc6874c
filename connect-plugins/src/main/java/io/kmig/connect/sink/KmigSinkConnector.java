package io.kmig.connect.sink;

import io.kmig.connect.sink.db.Databases;
import io.kmig.connect.sink.db.SqlTrouble;
import io.kmig.connect.sink.state.AppliedOffsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkConnector;
import org.jspecify.annotations.Nullable;

/** Applies Debezium change events to a database, each exactly once. */
public final class KmigSinkConnector extends SinkConnector {
    private Map<String, String> settings = Map.of();

    @Override
    public void start(Map<String, String> props) {
        settings = Map.copyOf(props);
        Settings.of(props);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return KmigSinkTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return Collections.nCopies(maxTasks, settings);
    }

    @Override
    public void stop() {}

    @Override
    public ConfigDef config() {
        return SinkConfig.definition();
    }

    @Override
    public String version() {
        return Version.current();
    }

    /** All errors at once; the database is asked only when the rest is right. */
    @Override
    public Config validate(Map<String, String> given) {
        Map<String, ConfigValue> values = SinkConfig.definition().validateAll(given);
        SinkConfig.findings(given).forEach(finding -> add(values, finding.key(), finding.message()));
        if (values.values().stream().allMatch(value -> value.errorMessages().isEmpty())) {
            SinkConfig config = new SinkConfig(given);
            try (Connection connection = databases(config).connect()) {
                if (!connection.isValid(5)) add(values, SinkConfig.URL, "the database does not answer");
            } catch (SQLException e) {
                add(values, SinkConfig.URL, "the database can't be reached: " + SqlTrouble.said(e));
            }
        }
        return new Config(new ArrayList<>(values.values()));
    }

    private static void add(Map<String, ConfigValue> values, String key, String message) {
        ConfigValue value = values.get(key);
        if (value != null) value.addErrorMessage(message);
    }

    /** Lets {@code PATCH} and {@code DELETE /connectors/NAME/offsets} reach the table that decides (KIP-875). */
    @Override
    public boolean alterOffsets(Map<String, String> connectorConfig, Map<TopicPartition, Long> offsets) {
        SinkConfig config = Settings.of(connectorConfig);
        AppliedOffsets table = new AppliedOffsets(config.stateTables(), config.connector(), config.migration());
        // the API's map has null for a reset
        Map<TopicPartition, @Nullable Long> wanted = new HashMap<>(offsets);
        try (Connection connection = databases(config).connect()) {
            connection.setAutoCommit(false);
            table.createTables(connection);
            table.alter(connection, wanted);
            connection.commit();
            return true;
        } catch (SQLException e) {
            throw new ConnectException(
                    "offsets were not changed: " + SinkConfig.OFFSETS_TABLE + ": " + SqlTrouble.said(e));
        }
    }

    static Databases databases(SinkConfig config) {
        return new Databases(config.url(), config.user(), config.password(), "kmig-sink:" + config.connector());
    }
}
