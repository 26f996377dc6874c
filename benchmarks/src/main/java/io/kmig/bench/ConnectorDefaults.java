package io.kmig.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The value of every setting a connector knows, as its worker resolves them (`PUT …/config/validate` of Kafka Connect's
 * REST API); those without a value are left out.
 */
final class ConnectorDefaults {
    private static final JsonMapper JSON = new JsonMapper();

    private final String worker;

    ConnectorDefaults(String worker) {
        this.worker = worker;
    }

    SortedMap<String, String> of(Map<String, String> config) {
        String name = config.getOrDefault("connector.class", "");
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(
                                            URI.create(worker + "/connector-plugins/" + name + "/config/validate"))
                                    .header("Content-Type", "application/json")
                                    .timeout(Duration.ofMinutes(1))
                                    .PUT(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(config)))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(
                        "the worker does not tell the config of " + name + ": " + answer.statusCode() + ", no result");
            }
            return values(JSON.readTree(answer.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    static SortedMap<String, String> values(JsonNode validated) {
        SortedMap<String, String> values = new TreeMap<>();
        for (JsonNode key : validated.path("configs")) {
            JsonNode value = key.path("value").path("value");
            if (!value.isNull() && !value.isMissingNode()) {
                values.put(key.path("value").path("name").asText(), value.asText());
            }
        }
        return values;
    }
}
