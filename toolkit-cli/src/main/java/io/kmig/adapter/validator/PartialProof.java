package io.kmig.adapter.validator;

import io.kmig.core.estate.Tp;
import io.kmig.core.port.ProofPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A proof over some of the topics, which says of the others that they are not compared instead of passing them by. */
public final class PartialProof implements ProofPort {
    private final Optional<ProofPort> compared;
    private final SortedMap<String, String> left;

    /**
     * @param compared empty when nothing can be compared
     * @param left topics that are not, and why
     */
    public PartialProof(Optional<ProofPort> compared, Map<String, String> left) {
        this.compared = compared;
        this.left = new TreeMap<>(left);
    }

    @Override
    public boolean on() {
        return true;
    }

    @Override
    public Proof at(Map<Tp, Long> ends, Duration within) {
        Set<String> topics = ends.keySet().stream().map(Tp::topic).collect(Collectors.toCollection(TreeSet::new));
        Set<String> leftOut = new TreeSet<>(topics.isEmpty() ? left.keySet() : topics);
        leftOut.retainAll(left.keySet());
        // a difference elsewhere counts all the same, so it is asked even when nothing of this is compared
        return compared.map(proof -> proof.at(ends, within))
                .map(seen -> with(seen, leftOut, !topics.isEmpty() && leftOut.containsAll(topics)))
                .orElseGet(() -> waived(leftOut));
    }

    private Proof with(Proof seen, Collection<String> leftOut, boolean all) {
        if (all && seen.result() == Result.PASS) {
            return waived(leftOut);
        }
        List<String> waivers = new ArrayList<>(seen.waivers());
        // the same in one line
        leftOut.forEach(t -> waivers.remove(waiver(left.getOrDefault(t, ""), Set.of(t))));
        waivers.addAll(reasons(leftOut));
        return new Proof(
                seen.result(), seen.records(), seen.coveragePercent(), seen.errorBound(), waivers, seen.reasons());
    }

    private Proof waived(Collection<String> leftOut) {
        return new Proof(Result.WAIVED, 0, 0, 1, reasons(leftOut), List.of());
    }

    private List<String> reasons(Collection<String> topics) {
        SortedMap<String, Set<String>> byReason = new TreeMap<>();
        topics.forEach(t -> byReason.computeIfAbsent(left.getOrDefault(t, ""), r -> new TreeSet<>())
                .add(t));
        return byReason.entrySet().stream()
                .map(e -> waiver(e.getKey(), e.getValue()))
                .toList();
    }

    static String waiver(String reason, Set<String> topics) {
        return reason + ": " + String.join(", ", topics);
    }

    @Override
    public Proof report(Duration within, Path directory, boolean clearKeys, Heard heard) {
        return compared.map(proof -> with(proof.report(within, directory, clearKeys, heard), left.keySet(), false))
                .orElseGet(() -> waived(left.keySet()));
    }

    @Override
    public void handedOff(Map<Tp, Long> greenEnds) {
        compared.ifPresent(proof -> proof.handedOff(greenEnds));
    }

    @Override
    public void close() {
        compared.ifPresent(ProofPort::close);
    }
}
