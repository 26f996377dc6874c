package io.kmig.validator.topology;

import io.kmig.validator.match.Finding;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a record of the verdicts topic is about; the topic is compacted, so that of each key the last one stays.
 *
 * @param finding null for the partition's standing
 */
public record OutcomeKey(TopicPartition partition, Finding.@Nullable Id finding) {
    /** No topic may have it in its name. */
    private static final String SEPARATOR = "/";

    public byte[] encode() {
        String place = partition.topic() + SEPARATOR + partition.partition();
        String key = finding == null
                ? "standing" + SEPARATOR + place
                : "finding" + SEPARATOR + place + SEPARATOR + finding.subject() + SEPARATOR + finding.offset();
        return key.getBytes(StandardCharsets.UTF_8);
    }

    public static OutcomeKey decode(byte[] bytes) {
        String[] parts = new String(bytes, StandardCharsets.UTF_8).split(SEPARATOR, -1);
        if (parts.length == 3 && parts[0].equals("standing")) {
            return new OutcomeKey(new TopicPartition(parts[1], Integer.parseInt(parts[2])), null);
        }
        if (parts.length == 5 && parts[0].equals("finding")) {
            return new OutcomeKey(
                    new TopicPartition(parts[1], Integer.parseInt(parts[2])),
                    new Finding.Id(Finding.Subject.valueOf(parts[3]), Long.parseLong(parts[4])));
        }
        throw new IllegalArgumentException("no outcome: " + String.join(SEPARATOR, parts));
    }
}
