package io.kmig.core.offsets;

import io.kmig.core.port.MirrorRecords.ProvenPair;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * How many offsets an answer takes to be read, of both logs together, told before anything is read. A log that grows
 * meanwhile takes more, and one that differs or is compacted may be read again: that is not in it.
 */
public final class Extent {
    private Extent() {}

    public static long of(Question question) {
        NavigableSet<Long> open = new TreeSet<>(question.positions());
        open.removeAll(OffsetTranslator.refused(question).keySet());
        if (open.isEmpty()) {
            return 0;
        }
        long source = question.sourceEnds().lso();
        long target = question.targetEnds().lso();
        if (!question.compacted() && Windows.fit(question, open.first())) {
            Span span = question.compared().orElseThrow();
            return distance(span.to().source(), source)
                    + distance(span.to().target(), target)
                    + 2
                            * inside(
                                    question,
                                    span,
                                    Windows.unknown(span, open.headSet(span.to().source(), false)));
        }
        return OffsetTranslator.anchor(question, open.first())
                .map(anchor -> distance(anchor.source(), source) + distance(anchor.target(), target))
                .orElseGet(() -> distance(question.sourceEnds().start(), source)
                        + distance(question.targetEnds().start(), target));
    }

    /** From the nearest pair below each position to the position, as {@link Windows} reads. */
    private static long inside(Question question, Span span, NavigableSet<Long> positions) {
        NavigableSet<Long> pairs = new TreeSet<>();
        pairs.add(span.from().source());
        question.pairs().stream().map(ProvenPair::source).filter(span::holds).forEach(pairs::add);
        long sum = 0;
        long here = span.from().source();
        for (long position : positions) {
            Long pair = pairs.floor(position);
            sum += distance(Math.max(here, pair == null ? here : pair), position);
            here = position;
        }
        return sum;
    }

    private static long distance(long from, long to) {
        return Math.max(0, to - from);
    }
}
