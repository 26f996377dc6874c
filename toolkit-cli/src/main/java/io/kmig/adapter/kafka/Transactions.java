package io.kmig.adapter.kafka;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.estate.Tp;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.FenceProducersOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Transactional ids and producers. Brokers that cannot tell are answered for with nothing, as the port says. */
final class Transactions {
    private static final Set<TransactionState> UNDECIDED = EnumSet.of(
            TransactionState.ONGOING,
            TransactionState.PREPARE_COMMIT,
            TransactionState.PREPARE_ABORT,
            TransactionState.PREPARE_EPOCH_FENCE);

    private final AdminCalls calls;

    Transactions(AdminCalls calls) {
        this.calls = calls;
    }

    /**
     * Returns when every id has a new epoch and what it had open is aborted, markers written: the broker answers
     * "concurrent transaction" until then, and the client asks again.
     */
    void fence(Collection<String> ids) {
        if (ids.isEmpty()) {
            return;
        }
        SortedMap<String, KafkaFuture<Void>> fenced = new TreeMap<>();
        for (String id : ids) {
            fenced.put(id, fenceAlone(id));
        }
        String unchanged = "other ids of " + fenced.keySet() + " may be fenced already; it is safe to repeat";
        fenced.forEach((id, future) -> await(id, future, unchanged));
    }

    /**
     * In a call of its own: ids of one call are asked for one after another per broker, each after a pause as if the one
     * before had failed (docs/decisions/0012-one-call-for-each-fenced-id.md).
     */
    private KafkaFuture<Void> fenceAlone(String id) {
        return calls.admin()
                .fenceProducers(List.of(id), new FenceProducersOptions())
                .all();
    }

    private void await(String id, KafkaFuture<Void> fenced, String unchanged) {
        try {
            calls.get(fenced, "fence transactional id " + id, unchanged);
        } catch (KmigException e) {
            // The client reports a transaction that never completes as a broker that never answers.
            if (e.problems().get(0).code() == ErrorCode.CLUSTER_UNREACHABLE
                    && undecided().contains(id)) {
                throw calls.refuse(
                        "fence transactional id " + id,
                        "its transaction is prepared and can't be completed; a partition it wrote to may have no leader,"
                                + " or a max.message.bytes below the 78 bytes of a marker",
                        unchanged);
            }
            throw e;
        }
    }

    Set<String> known() {
        return ids(new ListTransactionsOptions());
    }

    Set<String> undecided() {
        return ids(new ListTransactionsOptions().filterStates(UNDECIDED));
    }

    List<String> producers(Collection<Tp> partitions) {
        if (partitions.isEmpty()) {
            return List.of();
        }
        var result = calls.admin()
                .describeProducers(partitions.stream()
                        .map(tp -> new TopicPartition(tp.topic(), tp.partition()))
                        .toList());
        return partitions.stream()
                .sorted()
                .flatMap(tp -> calls
                        .getUnless(
                                UnsupportedVersionException.class::isInstance,
                                result.partitionResult(new TopicPartition(tp.topic(), tp.partition())),
                                "describe the producers of " + tp)
                        .stream()
                        .flatMap(state -> state.activeProducers().stream())
                        .map(producer -> line(tp, producer)))
                .toList();
    }

    private static String line(Tp tp, ProducerState producer) {
        String line = String.format(
                Locale.ROOT,
                "%s: producer id %d, epoch %d, last sequence %d, last write %s",
                tp,
                producer.producerId(),
                producer.producerEpoch(),
                producer.lastSequence(),
                Instant.ofEpochMilli(producer.lastTimestamp()));
        return producer.currentTransactionStartOffset().isPresent()
                ? line + ", transaction open since offset "
                        + producer.currentTransactionStartOffset().getAsLong()
                : line;
    }

    private Set<String> ids(ListTransactionsOptions options) {
        return calls
                .getUnless(
                        UnsupportedVersionException.class::isInstance,
                        calls.admin().listTransactions(options).all(),
                        "list transactions")
                .stream()
                .flatMap(Collection::stream)
                .map(TransactionListing::transactionalId)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
