package io.kmig.ledger.judge;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.kmig.ledger.record.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The verdict. Totals are the sums over the clients and groups below: a record missing at home and unprocessed by two
 * groups counts three times, as it is missing in three places. Unknown is null, never 0.
 *
 * @param home the cluster judged to hold everything
 * @param foreign records at home, or processed, that nobody can have written
 * @param superseded records gone from compacted topics, with a later one of their key in place
 * @param visibleOnBlue records of the demo's topics that blue showed; null if blue couldn't be read
 */
public record LedgerReport(
        Cluster home,
        @Nullable Long produced,
        @Nullable Long processed,
        long lost,
        long duplicated,
        long reordered,
        long foreign,
        long superseded,
        @Nullable Long visibleOnBlue,
        @Nullable Long visibleOnGreen,
        List<ClientLedger> clients,
        List<GroupLedger> groups,
        List<WritePause> writePauses,
        List<ConsumerPause> consumerPauses,
        List<ConsumerPause> consumerPartitionPauses,
        List<Finding> findings) {

    public LedgerReport {
        clients = List.copyOf(clients);
        groups = List.copyOf(groups);
        writePauses = List.copyOf(writePauses);
        consumerPauses = List.copyOf(consumerPauses);
        consumerPartitionPauses = List.copyOf(consumerPartitionPauses);
        findings = List.copyOf(findings);
    }

    /** Nothing lost, duplicated, reordered or foreign. */
    @JsonIgnore
    public boolean isFlawless() {
        return lost == 0 && duplicated == 0 && reordered == 0 && foreign == 0;
    }

    /** The measured pauses of the written partitions, raw. */
    public List<Long> writePauseMillis() {
        return writePauses.stream()
                .map(WritePause::ms)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
    }

    /** The measured pauses of the groups, raw. */
    public List<Long> consumerPauseMillis() {
        return consumerPauses.stream()
                .map(ConsumerPause::ms)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
    }

    /** In plain words, what didn't happen often enough for this verdict to count; empty if it counts. */
    public List<String> shortfalls(Requirements required) {
        List<String> shortfalls = new ArrayList<>();
        less(shortfalls, "records produced in all", produced, required.produced());
        less(shortfalls, "records processed in all", processed, 1);
        for (ClientLedger client : clients) {
            if (client.produced() != null) {
                less(shortfalls, client.name() + ": records produced", client.produced(), 1);
                less(
                        shortfalls,
                        client.name() + ": acknowledged on " + home.other().label() + " since apply began",
                        client.onLeftSinceApply(),
                        required.onLeftSinceApply());
                less(
                        shortfalls,
                        client.name() + ": acknowledged on " + home.label() + " since it moved there",
                        client.onHomeSinceMove(),
                        required.onHome());
            }
            if (client.kind().equals("consumer") || client.kind().equals("processor"))
                less(shortfalls, client.name() + ": records processed", client.processed(), 1);
        }
        if (visibleOnBlue == null) shortfalls.add("blue was not read");
        if (visibleOnGreen == null) shortfalls.add("green was not read");
        return shortfalls;
    }

    private static void less(List<String> shortfalls, String what, @Nullable Long had, long wanted) {
        if (had == null) shortfalls.add(what + ": unknown, at least " + wanted + " required");
        else if (had < wanted) shortfalls.add(what + ": " + had + ", at least " + wanted + " required");
    }
}
