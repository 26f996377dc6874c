package io.kmig.core.migration;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.Stretch;
import io.kmig.core.estate.Tp;
import io.kmig.core.offsets.Answer;
import io.kmig.core.offsets.Question;
import io.kmig.core.offsets.Question.Origin;
import io.kmig.core.offsets.Restamped;
import io.kmig.core.offsets.Span;
import io.kmig.core.offsets.Translation;
import io.kmig.core.port.Estates;
import io.kmig.core.port.MirrorRecords.ProvenPair;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks the translator about many partitions at once. What was compared is remembered, so that asking again, when clients
 * have stopped, reads only what came since; a partition that can't be read is reported and the others go on.
 */
final class PositionFinder {
    private static final int REMEMBERED_PAIRS = 1_000;

    /** Each may hold tens of MiB while records wait for their partners. */
    private static final int COMPACTED_AT_ONCE = 4;

    private final Estates estates;
    private final Passage passage;
    /** Topics that applications write on green now; all others are written on blue. */
    private final Supplier<Set<String>> bornOnGreen;

    private final String mirrors;
    private final boolean exactlyOnce;
    private final Map<Tp, Remembered> compared = Collections.synchronizedMap(new HashMap<>());

    /** Up to where the mirrors were last heard to have committed. */
    private final Map<Tp, Long> committed = new HashMap<>();

    /**
     * What an earlier look found equal.
     *
     * @param waiver what was left out in comparing it
     * @param ids of the two topics: another topic of the same name is another log
     */
    private record Remembered(Span span, String waiver, List<ProvenPair> pairs, List<String> ids) {}

    /**
     * @param mirrors how the names of the connectors begin that bring records the way the groups go
     * @param exactlyOnce they never copy a record twice
     */
    PositionFinder(
            Estates estates, Passage passage, String mirrors, boolean exactlyOnce, Supplier<Set<String>> bornOnGreen) {
        this.estates = estates;
        this.passage = passage;
        this.mirrors = mirrors;
        this.exactlyOnce = exactlyOnce;
        this.bornOnGreen = bornOnGreen;
    }

    /**
     * For each partition and position; one that can't be read, or is not on both sides, is unresolved with the reason.
     *
     * @param askWorkers how far the mirrors have committed, which takes them half a second each: more positions can be
     *     answered then, and a topic that was made again is found out
     * @param listener hears how far the reading is
     */
    Map<Tp, Map<Long, Translation>> find(Map<Tp, Set<Long>> wanted, boolean askWorkers, Consumer<Reading> listener) {
        // in this order: what the mirror has committed is on the target by the time its ends are read
        if (askWorkers) {
            // an answer that is missing takes back nothing; one that is lower does, as after a reset of a mirror's
            // offsets
            committed.putAll(copied());
        }
        Map<Tp, Long> copied = Map.copyOf(committed);
        ReadablePartitions readable = ReadablePartitions.of(wanted.keySet(), passage.source(), passage.target());
        Map<Tp, List<ProvenPair>> pairs = provenPairs(readable.source().keySet());
        compared.entrySet().removeIf(e -> {
            List<String> ids = readable.ids().get(e.getKey().topic());
            return ids != null && !ids.equals(e.getValue().ids());
        });
        Set<String> onGreen = bornOnGreen.get();
        List<Question> questions = new ArrayList<>();
        readable.target().forEach((tp, targetEnds) -> {
            LogEnds sourceEnds = Objects.requireNonNull(readable.source().get(tp));
            Remembered before = compared.get(tp);
            Question question = Question.of(tp, wanted.getOrDefault(tp, Set.of()), sourceEnds, targetEnds)
                    .with(Stream.concat(
                                    // of a mirror that may copy twice a pair is only one of several places
                                    exactlyOnce ? pairs.getOrDefault(tp, List.of()).stream() : Stream.of(),
                                    before == null ? Stream.of() : before.pairs().stream())
                            .toList())
                    .born(onGreen.contains(tp.topic()) == passage.forward() ? Origin.TARGET : Origin.SOURCE)
                    .copiedExactlyOnce(exactlyOnce)
                    .ofCompacted(readable.compacted().contains(tp.topic()));
            Long last = copied.get(tp);
            question = last == null ? question : question.copiedUpTo(last);
            questions.add(before == null ? question : question.with(before.span()));
        });
        Map<Tp, Map<Long, Translation>> found = Collections.synchronizedMap(new HashMap<>());
        readable.failed().forEach((tp, problem) -> found.put(tp, unread(wanted.getOrDefault(tp, Set.of()), problem)));
        ReadingCounts counts = new ReadingCounts(questions, listener);
        Restamped translator =
                new Restamped(counts.of(passage.sourceLog()), counts.of(passage.targetLog()), !passage.forward());
        for (List<Question> together : portions(questions)) {
            passage.sourceLog().each(together, q -> {
                found.put(q.tp(), answer(translator, q, readable.ids().getOrDefault(q.tp().topic(), List.of())));
                counts.done(q.tp());
            });
        }
        return found;
    }

    /** All that are not compacted together, then the others a few at a time. */
    private static List<List<Question>> portions(List<Question> questions) {
        List<List<Question>> portions = new ArrayList<>();
        portions.add(questions.stream().filter(q -> !q.compacted()).toList());
        List<Question> compacted =
                questions.stream().filter(Question::compacted).toList();
        for (int i = 0; i < compacted.size(); i += COMPACTED_AT_ONCE) {
            portions.add(compacted.subList(i, Math.min(compacted.size(), i + COMPACTED_AT_ONCE)));
        }
        return portions;
    }

    /** What is known to be equal of these partitions, which is what positions inside it rest on. */
    SortedMap<Tp, Stretch> proved(Collection<Tp> partitions) {
        SortedMap<Tp, Stretch> proved = new TreeMap<>();
        for (Tp tp : partitions) {
            Remembered remembered = compared.get(tp);
            if (remembered != null) {
                Span span = remembered.span();
                ProvenPair from = passage.forward() ? span.from() : span.from().swapped();
                ProvenPair to = passage.forward() ? span.to() : span.to().swapped();
                proved.put(tp, new Stretch(from.source(), from.target(), to.source(), to.target()));
            }
        }
        return proved;
    }

    private Map<Long, Translation> answer(Restamped translator, Question question, List<String> ids) {
        Tp tp = question.tp();
        Remembered before = compared.remove(tp);
        try {
            Answer answer = translator.answer(question, before == null ? "" : before.waiver());
            answer.span().ifPresent(span -> compared.put(tp, remembered(span, answer, ids)));
            return answer.translations();
        } catch (KmigException e) {
            if (e.has(ErrorCode.INTERRUPTED)) {
                throw e;
            }
            return unread(question.positions(), e.problems().get(0));
        }
    }

    private static Map<Long, Translation> unread(Collection<Long> positions, Problem problem) {
        String reason = problem.code().id() + ": " + problem.observed();
        return positions.stream()
                .distinct()
                .collect(Collectors.toMap(b -> b, b -> new Translation.Unresolved(reason, false)));
    }

    private static Remembered remembered(Span span, Answer answer, List<String> ids) {
        List<ProvenPair> pairs = new ArrayList<>();
        answer.translations().forEach((position, translation) -> {
            if (translation instanceof Translation.Exact exact
                    && span.from().source() <= position
                    && position < span.to().source()
                    && pairs.size() < REMEMBERED_PAIRS) {
                pairs.add(new ProvenPair(position, exact.offset()));
            }
        });
        return new Remembered(span, answer.waiver(), List.copyOf(pairs), ids);
    }

    /**
     * The least that any mirror which has carried a partition says of it. Workers that do not answer leave it unknown:
     * fewer positions are exact then.
     */
    private Map<Tp, Long> copied() {
        Map<Tp, Long> copied = new HashMap<>();
        try {
            for (String name : estates.connect().connectors()) {
                if (name.startsWith(mirrors)) {
                    estates.connect().mirrorOffsets(name).forEach((tp, offset) -> copied.merge(tp, offset, Math::min));
                }
            }
        } catch (KmigException e) {
            if (e.has(ErrorCode.INTERRUPTED)) {
                throw e;
            }
            return Map.of();
        }
        return copied;
    }

    /** What the forward mirror wrote down is proved both ways: the logs stay equal, record by record, on either way. */
    private Map<Tp, List<ProvenPair>> provenPairs(Collection<Tp> partitions) {
        Map<Tp, List<ProvenPair>> pairs;
        try {
            pairs = estates.mirrorRecords().provenPairs(Colour.BLUE.label(), partitions);
        } catch (KmigException e) {
            ErrorCode code = e.problems().get(0).code();
            if (code != ErrorCode.CLUSTER_UNREACHABLE && code != ErrorCode.PERMISSION_DENIED) {
                throw e;
            }
            // their broker is away, or they are not for kmig to read: the walk begins at the log starts
            return Map.of();
        }
        if (passage.forward()) {
            return pairs;
        }
        Map<Tp, List<ProvenPair>> swapped = new HashMap<>();
        pairs.forEach((tp, list) ->
                swapped.put(tp, list.stream().map(ProvenPair::swapped).toList()));
        return swapped;
    }
}
