package io.kmig.connect.testkit;

import io.kmig.connect.sink.KmigSinkTask;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** A task and the worker's side of it, on the caller's thread. */
public final class TaskRun implements AutoCloseable {
    /** What the task asked its worker for. */
    public final Map<TopicPartition, Long> rewinds = new HashMap<>();

    private final KmigSinkTask task = new KmigSinkTask();
    private final Map<String, String> settings;
    private final Set<TopicPartition> assigned = new HashSet<>();

    private TaskRun(Map<String, String> settings) {
        this.settings = settings;
        task.initialize(new Context());
        task.start(settings);
    }

    /** A started task that owns the partitions. */
    public static TaskRun start(Map<String, String> settings, String topic, Integer... partitions) {
        TaskRun run = new TaskRun(settings);
        List<TopicPartition> opened =
                Arrays.stream(partitions).map(p -> new TopicPartition(topic, p)).toList();
        run.assigned.addAll(opened);
        run.task.open(opened);
        return run;
    }

    public void open(String topic, int partition) {
        assigned.add(new TopicPartition(topic, partition));
        task.open(List.of(new TopicPartition(topic, partition)));
    }

    public void put(SinkRecord... records) {
        task.put(List.of(records));
    }

    public void put(List<SinkRecord> records) {
        task.put(records);
    }

    /** What the consumer group would get. */
    public Map<TopicPartition, Long> committed() {
        Map<TopicPartition, OffsetAndMetadata> current = new HashMap<>();
        assigned.forEach(partition -> current.put(partition, new OffsetAndMetadata(1_000_000)));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        task.preCommit(current).forEach((partition, offset) -> offsets.put(partition, offset.offset()));
        return offsets;
    }

    @Override
    public void close() {
        task.close(assigned);
        task.stop();
    }

    private final class Context implements SinkTaskContext {
        @Override
        public Map<String, String> configs() {
            return settings;
        }

        @Override
        public void offset(Map<TopicPartition, Long> offsets) {
            rewinds.putAll(offsets);
        }

        @Override
        public void offset(TopicPartition tp, long offset) {
            rewinds.put(tp, offset);
        }

        @Override
        public void timeout(long timeoutMs) {}

        @Override
        public Set<TopicPartition> assignment() {
            return assigned;
        }

        @Override
        public void pause(TopicPartition... partitions) {}

        @Override
        public void resume(TopicPartition... partitions) {}

        @Override
        public void requestCommit() {}

        @Override
        public PluginMetrics pluginMetrics() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ErrantRecordReporter errantRecordReporter() {
            throw new UnsupportedOperationException();
        }
    }
}
