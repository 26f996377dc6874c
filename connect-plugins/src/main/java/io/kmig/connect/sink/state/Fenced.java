package io.kmig.connect.sink.state;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;

/** Another task owns the partition by now; this one must not write any more. */
public final class Fenced extends ConnectException {
    private static final long serialVersionUID = 1L;

    public Fenced(TopicPartition partition, long epoch, String table) {
        super(("topic %s, partition %d: fenced: the row in %s no longer has this task's epoch %d, so another task owns"
                        + " the partition; this transaction was rolled back, and this task stops")
                .formatted(partition.topic(), partition.partition(), table, epoch));
    }
}
