package io.kmig.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

class ConnectorDefaultsTest {
    @Test
    void everySettingThatHasAValueIsTold() throws JsonProcessingException {
        assertThat(ConnectorDefaults.values(new JsonMapper().readTree("""
                        {"configs": [
                          {"definition": {"default_value": "100"}, "value": {"name": "offset.lag.max", "value": "0"}},
                          {"definition": {}, "value": {"name": "topics", "value": "bench"}},
                          {"definition": {}, "value": {"name": "ssl.keystore.location", "value": null}}]}
                        """)))
                .containsOnly(entry("offset.lag.max", "0"), entry("topics", "bench"));
    }
}
