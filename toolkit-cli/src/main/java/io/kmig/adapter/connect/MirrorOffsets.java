package io.kmig.adapter.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kmig.core.estate.Tp;
import java.util.Map;
import java.util.TreeMap;

/** The source offsets of a MirrorSourceConnector in the shape of Connect's offsets API (KIP-875). */
final class MirrorOffsets {
    static final String SOURCE_ALIAS = "source.cluster.alias";

    private static final String CLUSTER = "cluster";
    private static final String TOPIC = "topic";
    private static final String PARTITION = "partition";
    private static final String OFFSET = "offset";
    private static final String OFFSETS = "offsets";

    private final ObjectMapper json;

    MirrorOffsets(ObjectMapper json) {
        this.json = json;
    }

    Map<Tp, Long> read(JsonNode body, String sourceAlias) {
        Map<Tp, Long> offsets = new TreeMap<>();
        for (JsonNode entry : body.path(OFFSETS)) {
            JsonNode partition = entry.path(PARTITION);
            JsonNode offset = entry.path(OFFSET).path(OFFSET);
            if (partition.path(CLUSTER).asText().equals(sourceAlias)
                    && partition.hasNonNull(TOPIC)
                    && offset.isNumber()) {
                offsets.put(
                        new Tp(
                                partition.path(TOPIC).asText(),
                                partition.path(PARTITION).asInt()),
                        offset.asLong());
            }
        }
        return offsets;
    }

    String write(String sourceAlias, Map<Tp, Long> offsets) {
        ObjectNode body = json.createObjectNode();
        ArrayNode entries = body.putArray(OFFSETS);
        new TreeMap<>(offsets).forEach((tp, offset) -> {
            ObjectNode entry = entries.addObject();
            entry.putObject(PARTITION)
                    .put(CLUSTER, sourceAlias)
                    .put(TOPIC, tp.topic())
                    .put(PARTITION, tp.partition());
            // The worker refuses a negative offset; null clears the partition.
            if (offset < 0) {
                entry.putNull(OFFSET);
            } else {
                entry.putObject(OFFSET).put(OFFSET, offset);
            }
        });
        return body.toString();
    }
}
