package io.kmig.adapter.validator;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.TopicFacts;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.ConnectPort;
import io.kmig.core.port.ProofPort;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.validator.app.Progress;
import io.kmig.validator.app.Scope;
import io.kmig.validator.app.Validator;
import io.kmig.validator.app.ValidatorException;
import io.kmig.validator.app.ValidatorSettings;
import io.kmig.validator.verdict.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * The validator in this process. What it knows is on green; the directory holds only what it can read again. Memory is
 * bounded by its caches and by the records in flight, not by the logs.
 */
public final class StreamsProof implements ProofPort {
    private static final String COMPACTED = "compacted topics are not compared by this version";
    private static final String LATE_START = "validation.from";

    private final Validator validator;

    private StreamsProof(Validator validator) {
        this.validator = validator;
    }

    /** @param topics by what blue knows of them; on both sides, mirrored, and never handed off */
    public static StreamsProof start(
            MigrationSpec spec,
            Map<String, Object> blue,
            Map<String, Object> green,
            Collection<TopicFacts> topics,
            Path directory,
            ConnectPort connect) {
        Map<String, Scope> scopes = new TreeMap<>();
        topics.forEach(t -> scopes.put(t.name(), scope(t, spec)));
        ValidatorSettings settings = ValidatorSettings.of(spec.name(), blue, green, scopes, directory)
                .withBytesPerSecond(spec.validation().bytesPerSecond());
        return guarded(
                () -> new StreamsProof(Validator.start(settings, partitions -> lastCopied(spec, connect, partitions))));
    }

    /** Why a topic cannot be compared; empty when it can. */
    public static Optional<String> unfit(TopicFacts topic) {
        return topic.compacted() ? Optional.of(COMPACTED) : Optional.empty();
    }

    private static Scope scope(TopicFacts topic, MigrationSpec spec) {
        Optional<String> unfit = unfit(topic);
        if (unfit.isPresent()) {
            return new Scope.None(PartialProof.waiver(unfit.get(), Set.of(topic.name())));
        }
        Instant from = spec.validation().since();
        return from == null ? new Scope.Full() : new Scope.Since(from, LATE_START);
    }

    /** From every forward mirror: which one copies a topic changes when clients are described anew. */
    private static Map<TopicPartition, Long> lastCopied(
            MigrationSpec spec, ConnectPort connect, Set<TopicPartition> partitions) {
        Map<TopicPartition, Long> copied = new HashMap<>();
        String forward = spec.ownedPrefix() + "mirror.";
        for (String name : connect.connectors()) {
            if (name.startsWith(forward)) {
                connect.mirrorOffsets(name).forEach((tp, offset) -> {
                    TopicPartition partition = new TopicPartition(tp.topic(), tp.partition());
                    if (partitions.contains(partition)) {
                        copied.merge(partition, offset, Math::max);
                    }
                });
            }
        }
        return copied;
    }

    @Override
    public boolean on() {
        return true;
    }

    @Override
    public Proof at(Map<Tp, Long> ends, Duration within) {
        return proof(judge(ends, within, progress -> {}));
    }

    /** The same with the validator's own words, for reports. */
    public Verdict judge(Map<Tp, Long> ends, Duration within, Consumer<Progress> progress) {
        return guarded(() -> validator.verdict(
                ends.isEmpty() ? validator.ends() : watermark(validator.partitions(), ends), within, progress));
    }

    /**
     * Up to where each compared partition is judged: the ends that were asked for, and nothing of all others.
     * Partitions that go on under load must not hold up the ones whose writers stand still.
     *
     * @param ends some of them may not be compared at all
     */
    static Map<TopicPartition, Long> watermark(Set<TopicPartition> compared, Map<Tp, Long> ends) {
        Map<TopicPartition, Long> watermark = new HashMap<>();
        compared.forEach(tp -> watermark.put(tp, 0L));
        ends.forEach((tp, end) -> watermark.replace(new TopicPartition(tp.topic(), tp.partition()), end));
        return watermark;
    }

    static Proof proof(Verdict verdict) {
        List<String> reasons =
                switch (verdict.outcome()) {
                    case PASS -> List.of();
                    case FAIL ->
                        verdict.problems().stream()
                                .filter(p -> p.waiver() == null)
                                .map(io.kmig.validator.verdict.Problem::describe)
                                .toList();
                    case INCONCLUSIVE ->
                        verdict.notPassed().stream()
                                .map(p -> p.topic() + "-" + p.partition() + ": " + p.reason())
                                .toList();
                };
        return new Proof(
                Result.valueOf(verdict.outcome().name()),
                verdict.recordsMatched(),
                verdict.coveragePercent(),
                verdict.errorBound(),
                verdict.waivers(),
                reasons);
    }

    @Override
    public Proof report(Duration within, Path directory, boolean clearKeys, Heard heard) {
        Verdict verdict = judge(Map.of(), within, p -> heard.stands(p.decided(), p.partitions(), p.waitingFor()));
        try {
            new VerdictFiles(directory)
                    .write(verdict, problem -> validator.drillDown(problem).key(), clearKeys);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return proof(verdict);
    }

    @Override
    public void handedOff(Map<Tp, Long> greenEnds) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        greenEnds.forEach((tp, end) -> ends.put(new TopicPartition(tp.topic(), tp.partition()), end));
        ends.keySet().retainAll(validator.partitions());
        guarded(() -> {
            validator.handOff(ends);
            return true;
        });
    }

    @Override
    public void close() {
        validator.close();
    }

    private static <T> T guarded(Supplier<T> work) {
        try {
            return work.get();
        } catch (ValidatorException | KafkaException e) {
            throw new KmigException(
                    new Problem(
                            ErrorCode.VALIDATOR_FAILED,
                            "the validator cannot work: " + e.getMessage(),
                            "nothing was proved, and nothing is handed off without a proof",
                            "mend the cause (the log file has it), or switch it off with `--set validation.mode=off`,"
                                    + " which the plan then names as a risk"),
                    e);
        }
    }
}
