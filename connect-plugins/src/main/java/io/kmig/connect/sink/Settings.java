package io.kmig.connect.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;

/** Reads a whole configuration or says everything that is wrong with it, in one message. */
final class Settings {
    private Settings() {}

    static SinkConfig of(Map<String, String> given) {
        List<String> errors = new ArrayList<>();
        SinkConfig.definition().validate(given).forEach(value -> errors.addAll(value.errorMessages()));
        SinkConfig.findings(given).forEach(finding -> errors.add(finding.message()));
        if (!errors.isEmpty()) throw new ConfigException(String.join("; ", errors));
        return new SinkConfig(given);
    }
}
