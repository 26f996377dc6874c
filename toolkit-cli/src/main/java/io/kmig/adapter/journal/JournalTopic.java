package io.kmig.adapter.journal;

import io.kmig.core.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * The journal's topic on green: one partition, nothing ever deleted. Writing goes through one transactional id, so that
 * taking it over ends the right of whoever held it before, wherever that process runs.
 */
final class JournalTopic implements AutoCloseable {
    private static final int MOST_REPLICAS = 3;
    private static final long WAIT_SECONDS = 15;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final JournalSettings settings;
    private final JournalClients clients;
    private @Nullable Producer<String, String> producer;

    JournalTopic(JournalSettings settings, JournalClients clients) {
        this.settings = settings;
        this.clients = clients;
    }

    void createIfMissing() {
        try {
            Admin admin = Admin.create(clients.admin());
            try {
                createIfMissing(admin);
            } finally {
                // without a limit it waits for ever for a request that is never answered (KAFKA-17309)
                admin.close(CLOSE);
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw clients.failed("create topic " + settings.topic(), e);
            }
        } catch (TimeoutException | KafkaException e) {
            throw clients.failed("create topic " + settings.topic(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Every committed line; empty when there is no topic. */
    List<String> read() {
        TopicPartition partition = new TopicPartition(settings.topic(), 0);
        List<String> lines = new ArrayList<>();
        Consumer<String, String> consumer = consumer();
        try {
            if (!exists(consumer)) {
                return lines;
            }
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
            while (consumer.position(partition) < end) {
                List<ConsumerRecord<String, String>> records =
                        consumer.poll(POLL).records(partition);
                records.forEach(record -> lines.add(record.value()));
                if (!records.isEmpty()) {
                    deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
                } else if (System.nanoTime() > deadline) {
                    throw clients.failed("return topic " + settings.topic() + " to its end", new TimeoutException());
                }
            }
            return lines;
        } catch (InterruptException e) {
            throw interrupted(e);
        } catch (KafkaException e) {
            throw clients.failed("return topic " + settings.topic(), e);
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        }
    }

    /** From here on no earlier operator's append gets through; one it had under way is aborted or was committed before. */
    void takeOver() {
        try {
            Producer<String, String> created = new KafkaProducer<>(clients.producer());
            producer = created;
            created.initTransactions();
        } catch (InterruptException e) {
            throw interrupted(e);
        } catch (KafkaException e) {
            throw clients.failed("register " + settings.transactionalId(), e);
        }
    }

    /** Returns when the line is committed. */
    void append(String line) {
        Producer<String, String> writer = producer;
        if (writer == null) {
            throw new IllegalStateException("not taken over");
        }
        try {
            writer.beginTransaction();
            Future<RecordMetadata> sent = writer.send(new ProducerRecord<>(settings.topic(), 0, null, line));
            writer.flush();
            sent.get(WAIT_SECONDS, TimeUnit.SECONDS);
            writer.commitTransaction();
        } catch (InterruptException | InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw refused(e);
        }
    }

    @Override
    public void close() {
        Producer<String, String> writer = producer;
        if (writer != null) {
            producer = null;
            writer.close(CLOSE);
        }
    }

    private RuntimeException refused(Exception failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof ProducerFencedException || t instanceof InvalidProducerEpochException) {
                return JournalProblems.displaced(
                        "another kmig took over migration " + settings.migration() + " (it registered "
                                + settings.transactionalId() + " on green)",
                        failure);
            }
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return JournalProblems.unwritable(
                "green did not confirm an entry in topic " + settings.topic() + ": "
                        + (root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage()),
                failure);
    }

    private Consumer<String, String> consumer() {
        try {
            return new KafkaConsumer<>(clients.consumer());
        } catch (KafkaException e) {
            throw clients.failed("take a connection", e);
        }
    }

    private boolean exists(Consumer<String, String> consumer) {
        try {
            return !consumer.partitionsFor(settings.topic()).isEmpty();
        } catch (UnknownTopicOrPartitionException e) {
            return false;
        }
    }

    private void createIfMissing(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        if (exists(admin)) {
            return;
        }
        int nodes = get(admin.describeCluster().nodes()).size();
        int replicas = Math.min(MOST_REPLICAS, nodes);
        NewTopic topic = new NewTopic(settings.topic(), Optional.of(1), Optional.of((short) replicas))
                .configs(Map.of(
                        "cleanup.policy", "delete",
                        "retention.ms", "-1",
                        "retention.bytes", "-1",
                        "min.insync.replicas", String.valueOf(Math.max(1, replicas - 1)),
                        "max.message.bytes", String.valueOf(JournalClients.LARGEST_RECORD)));
        get(admin.createTopics(List.of(topic)).all());
    }

    private boolean exists(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        try {
            get(admin.describeTopics(List.of(settings.topic())).allTopicNames());
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw e;
        }
    }

    private static <T> T get(Future<T> future) throws ExecutionException, InterruptedException, TimeoutException {
        return future.get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    private static RuntimeException interrupted(Exception cause) {
        Thread.currentThread().interrupt();
        return JournalProblems.of(
                ErrorCode.INTERRUPTED,
                "interrupted while journaling",
                "what was to be journaled was not acted on",
                "run the same command again; it continues where it was",
                cause);
    }
}
