package io.kmig.adapter.kafka;

import io.kmig.core.estate.OpenTransaction;
import io.kmig.core.estate.OpenTransaction.Owner;
import io.kmig.core.estate.Tp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Transactions that are open on partitions, and whose they are, as KIP-664 finds hanging ones: the partition's leader
 * knows an open transaction, and the coordinator of its producer has none there.
 *
 * <pre>
 * before  leaders: what is open          (producer id, first offset)
 *         coordinators: who has what open
 * after   leaders once more: only what is open before and after has been open while the coordinators were asked;
 *         a marker is written before a coordinator lets go, so that what they do not know then nobody will end
 * </pre>
 */
final class UndecidedTransactions {
    private final AdminCalls calls;

    UndecidedTransactions(AdminCalls calls) {
        this.calls = calls;
    }

    private record Place(Tp tp, long producerId, long offset) {}

    List<OpenTransaction> on(Collection<Tp> partitions) {
        Map<Place, ProducerState> before = open(partitions);
        if (before.isEmpty()) {
            return List.of();
        }
        Set<Long> producers = before.keySet().stream().map(Place::producerId).collect(Collectors.toSet());
        Optional<Map<Long, String>> ids = transactionalIds(producers);
        boolean all = ids.isPresent() && seesAll();
        Map<Long, Set<TopicPartition>> kept =
                ids.map(known -> kept(known.values())).orElse(Map.of());
        Map<Place, ProducerState> after =
                open(before.keySet().stream().map(Place::tp).collect(Collectors.toSet()));
        List<OpenTransaction> found = new ArrayList<>();
        before.forEach((place, producer) -> {
            if (after.containsKey(place)) {
                boolean known = kept.getOrDefault(place.producerId(), Set.of())
                        .contains(new TopicPartition(
                                place.tp().topic(), place.tp().partition()));
                found.add(new OpenTransaction(
                        place.tp(),
                        place.offset(),
                        place.producerId(),
                        producer.producerEpoch(),
                        producer.coordinatorEpoch().orElse(-1),
                        Instant.ofEpochMilli(producer.lastTimestamp()),
                        ids.map(i -> i.get(place.producerId())).orElse(null),
                        known ? Owner.COORDINATOR : all ? Owner.NOBODY : Owner.UNKNOWN));
            }
        });
        found.sort(Comparator.comparing(OpenTransaction::partition).thenComparingLong(OpenTransaction::offset));
        return List.copyOf(found);
    }

    void abort(OpenTransaction hanging) {
        Tp tp = hanging.partition();
        // the tools send 0 for a producer that never had a marker, and the broker takes it
        AbortTransactionSpec spec = new AbortTransactionSpec(
                new TopicPartition(tp.topic(), tp.partition()),
                hanging.producerId(),
                (short) hanging.producerEpoch(),
                Math.max(0, hanging.coordinatorEpoch()));
        var unused = calls.get(
                calls.admin().abortTransaction(spec).all(),
                "abort the transaction of producer id " + hanging.producerId() + " on " + tp);
    }

    private Map<Place, ProducerState> open(Collection<Tp> partitions) {
        var result = calls.admin()
                .describeProducers(partitions.stream()
                        .map(tp -> new TopicPartition(tp.topic(), tp.partition()))
                        .toList());
        Map<Place, ProducerState> open = new HashMap<>();
        for (Tp tp : partitions) {
            calls.getUnless(
                            UnsupportedVersionException.class::isInstance,
                            result.partitionResult(new TopicPartition(tp.topic(), tp.partition())),
                            "describe the producers of " + tp)
                    .forEach(state -> state.activeProducers()
                            .forEach(producer -> producer.currentTransactionStartOffset()
                                    .ifPresent(offset ->
                                            open.put(new Place(tp, producer.producerId(), offset), producer))));
        }
        return open;
    }

    /** A listing leaves out what the principal may not describe: then an owner that is not in it may live all the same. */
    private boolean seesAll() {
        String nobodys = UUID.randomUUID().toString();
        boolean[] denied = {false};
        var unused = calls.getUnless(
                failure -> {
                    denied[0] = failure instanceof TransactionalIdAuthorizationException;
                    return denied[0] || failure instanceof TransactionalIdNotFoundException;
                },
                calls.admin().describeTransactions(List.of(nobodys)).description(nobodys),
                "describe transactional ids");
        return !denied[0];
    }

    /** By producer id; empty when the brokers can't be asked. */
    private Optional<Map<Long, String>> transactionalIds(Set<Long> producers) {
        return calls
                .getUnless(
                        UnsupportedVersionException.class::isInstance,
                        calls.admin()
                                .listTransactions(new ListTransactionsOptions().filterProducerIds(producers))
                                .all(),
                        "list transactions")
                .stream()
                .findFirst()
                .map(listed -> listed.stream()
                        .collect(Collectors.toMap(
                                TransactionListing::producerId,
                                TransactionListing::transactionalId,
                                (first, second) -> first,
                                TreeMap::new)));
    }

    /** What coordinators have open, or are about to end, by producer id. */
    private Map<Long, Set<TopicPartition>> kept(Collection<String> ids) {
        Map<Long, Set<TopicPartition>> kept = new HashMap<>();
        if (ids.isEmpty()) {
            return kept;
        }
        var described = calls.admin().describeTransactions(ids);
        for (String id : ids) {
            for (TransactionDescription transaction : calls.getUnless(
                    TransactionalIdNotFoundException.class::isInstance,
                    described.description(id),
                    "describe the transaction of " + id)) {
                kept.computeIfAbsent(transaction.producerId(), p -> new HashSet<>())
                        .addAll(transaction.topicPartitions());
            }
        }
        return kept;
    }
}
