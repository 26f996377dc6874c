package io.kmig.validator.app;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** How far the mirror has committed. */
@FunctionalInterface
public interface MirrorPositions {
    /**
     * The source offset of the last record copied, by partition. Committed on the mirror's side: what lies at or below is
     * on green, or is lost. Partitions without a position are left out.
     */
    Map<TopicPartition, Long> lastCopied(Set<TopicPartition> partitions);
}
