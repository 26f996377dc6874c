package io.kmig.core.migration;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.OpenTransaction;
import io.kmig.core.estate.Tp;
import io.kmig.core.journal.Event;
import io.kmig.core.port.ClusterPort;
import io.kmig.core.port.JournalPort;
import io.kmig.core.port.Pacer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Transactions that nobody will ever end. No read_committed mirror gets past one, so that nothing behind it can be copied
 * or proved drained. They are told, and aborted only by an explicit choice: what they wrote is dropped then, as an
 * aborted transaction's records are.
 */
public final class HangingTransactions {
    /** While a coordinator moves, nobody knows what it has open: what hangs must hang on a second look too. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(3);

    private static final int SHOWN = 5;

    private final JournalPort journal;
    private final Pacer pacer;
    private final boolean abort;

    /** @param abort as the operator chose with {@code --abort-hanging} */
    public HangingTransactions(JournalPort journal, Pacer pacer, boolean abort) {
        this.journal = journal;
        this.pacer = pacer;
        this.abort = abort;
    }

    /**
     * Returns when these partitions have none.
     *
     * @param unchanged what has not happened when this refuses
     * @return how many were aborted
     */
    public int settle(Collection<Tp> partitions, ClusterPort side, String unchanged, String command) {
        List<OpenTransaction> hanging = hanging(partitions, side);
        if (hanging.isEmpty()) {
            return 0;
        }
        pacer.pause(LOOK_AGAIN);
        Set<Place> still = places(hanging(partitions, side));
        hanging = hanging.stream().filter(t -> still.contains(place(t))).toList();
        if (hanging.isEmpty()) {
            return 0;
        }
        if (!abort) {
            throw new KmigException(new Problem(
                    ErrorCode.TRANSACTION_OPEN,
                    (hanging.size() == 1 ? "1 transaction hangs on " : hanging.size() + " transactions hang on ")
                            + side.colour().label() + ", and nothing behind them can be copied: " + some(hanging),
                    unchanged,
                    "run `" + command + " --abort-hanging` to abort them (their records are dropped), or end them"
                            + " with Kafka's own `kafka-transactions.sh abort`"));
        }
        for (OpenTransaction transaction : hanging) {
            journal.append(new Event.AbortingHanging(
                    side.colour(), transaction.partition(), transaction.offset(), transaction.producerId()));
            side.abort(transaction);
        }
        return hanging.size();
    }

    private record Place(Tp partition, long offset, long producerId) {}

    private static Place place(OpenTransaction transaction) {
        return new Place(transaction.partition(), transaction.offset(), transaction.producerId());
    }

    private static Set<Place> places(List<OpenTransaction> transactions) {
        return transactions.stream().map(HangingTransactions::place).collect(Collectors.toSet());
    }

    private static List<OpenTransaction> hanging(Collection<Tp> partitions, ClusterPort side) {
        List<Tp> stuck = stuck(side.ends(partitions));
        return stuck.isEmpty()
                ? List.of()
                : side.openTransactions(stuck).stream()
                        .filter(OpenTransaction::hanging)
                        .toList();
    }

    /** What is to be said of partitions whose stable end stays below their end though everybody has stopped. */
    static String named(Map<Tp, LogEnds> ends, ClusterPort side) {
        List<OpenTransaction> open = side.openTransactions(stuck(ends));
        return open.isEmpty() ? "" : "; open: " + some(open);
    }

    static List<Tp> stuck(Map<Tp, LogEnds> ends) {
        return ends.entrySet().stream()
                .filter(e -> e.getValue().lso() < e.getValue().leo())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static String some(List<OpenTransaction> open) {
        return String.join(
                        "; ",
                        open.stream()
                                .limit(SHOWN)
                                .map(OpenTransaction::describe)
                                .toList())
                + (open.size() > SHOWN ? "; … " + (open.size() - SHOWN) + " more" : "");
    }
}
