package io.kmig.core.offsets;

import io.kmig.core.port.MirrorRecords.ProvenPair;
import io.kmig.core.port.RecordLog;
import io.kmig.core.port.RecordLog.Cursor;
import io.kmig.core.port.RecordLog.Seen;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Positions inside a stretch that was compared before. Where its {@link Runs} say what a position leads to nothing is read
 * for it; else the few records from the nearest pair below it are. What follows is known to be equal up to the stretch's
 * end, and from there both logs are read to their ends. So the time depends on how long ago the stretch was compared, not
 * on the log's length.
 */
final class Windows {
    private final Question question;
    private final Span span;
    private final RecordLog source;
    private final RecordLog target;
    private final NavigableMap<Long, Long> pairs = new TreeMap<>();
    private long matched;

    Windows(Question question, RecordLog source, RecordLog target) {
        this.question = question;
        this.span = question.compared().orElseThrow();
        this.source = source;
        this.target = target;
        question.pairs().stream().filter(p -> span.holds(p.source())).forEach(p -> pairs.put(p.source(), p.target()));
        pairs.put(span.from().source(), span.from().target());
    }

    /** A span that both logs still hold, and that begins at or before the position. */
    static boolean fit(Question question, long lowest) {
        return question.compared()
                .filter(s -> s.from().source() <= lowest
                        && s.from().source() >= question.sourceEnds().start()
                        && s.to().source() <= question.sourceEnds().lso()
                        && s.from().target() >= question.targetEnds().start()
                        && s.to().target() <= question.targetEnds().lso())
                .isPresent();
    }

    SideBySide.Outcome run(NavigableSet<Long> positions) {
        // the tail first: when it differs, nothing before it is exact either
        NavigableSet<Long> behind = new TreeSet<>(positions.tailSet(span.to().source(), true));
        SideBySide.Outcome tail = tail(behind);
        NavigableSet<Long> inside = new TreeSet<>(positions.headSet(span.to().source(), false));
        Map<Long, Translation> found = new HashMap<>(tail.found());
        if (tail.differs().isPresent()) {
            inside.forEach(
                    b -> found.put(b, new Translation.Unresolved(tail.differs().get(), false)));
            return outcome(found, tail.differs(), tail.retryFrom(), tail, Optional.empty());
        }
        Optional<String> difference = inside(inside, found);
        if (difference.isPresent()) {
            positions.forEach(b -> found.put(b, new Translation.Unresolved(difference.get(), false)));
            return outcome(found, difference, OptionalLong.empty(), tail, Optional.empty());
        }
        Span longer = new Span(
                span.from(),
                tail.span().map(Span::to).orElse(span.to()),
                "an earlier comparison",
                tail.span().map(Span::runs).orElse(span.runs()));
        return outcome(found, Optional.empty(), OptionalLong.empty(), tail, Optional.of(longer));
    }

    private SideBySide.Outcome outcome(
            Map<Long, Translation> found,
            Optional<String> differs,
            OptionalLong retryFrom,
            SideBySide.Outcome tail,
            Optional<Span> proved) {
        return new SideBySide.Outcome(
                found, differs, retryFrom, tail.matched() + matched, tail.compared(), tail.confirmed(), proved);
    }

    private SideBySide.Outcome tail(NavigableSet<Long> behind) {
        try (Cursor from = source.open(question.tp(), span.to().source());
                Cursor to = target.open(question.tp(), span.to().target())) {
            return new SideBySide(question, from, to, SideBySide.Tie.FOLLOWING, behind).run();
        }
    }

    /** Those of them that have to be read. */
    static NavigableSet<Long> unknown(Span span, NavigableSet<Long> inside) {
        NavigableSet<Long> unknown = new TreeSet<>(inside);
        unknown.removeIf(position -> known(span, position).isPresent());
        return unknown;
    }

    private static OptionalLong known(Span span, long position) {
        return span.runs().endBefore(position)
                ? OptionalLong.of(span.to().target())
                : span.runs().targetOf(position);
    }

    private Optional<String> inside(NavigableSet<Long> all, Map<Long, Translation> found) {
        all.forEach(position ->
                known(span, position).ifPresent(target -> found.put(position, new Translation.Exact(target))));
        NavigableSet<Long> positions = unknown(span, all);
        if (positions.isEmpty()) {
            return Optional.empty();
        }
        try (Cursor from = source.open(question.tp(), span.from().source());
                Cursor to = target.open(question.tp(), span.from().target())) {
            // one past the records that were matched last, where the cursors stand
            ProvenPair here = span.from();
            for (long position : positions) {
                ProvenPair anchor = anchor(position);
                if (anchor.source() > here.source()) {
                    from.seek(anchor.source());
                    to.seek(anchor.target());
                }
                while (true) {
                    Seen record = from.next();
                    if (record == null || record.offset() >= span.to().source()) {
                        // behind the last record of the span
                        found.put(position, new Translation.Exact(span.to().target()));
                        from.seek(span.to().source());
                        to.seek(span.to().target());
                        here = span.to();
                        break;
                    }
                    Seen partner = to.next();
                    if (partner == null || !partner.sameContent(record)) {
                        return Optional.of("source offset " + record.offset() + " and target offset "
                                + (partner == null ? to.position() : partner.offset())
                                + " should hold the same record and do not, though "
                                + span.by() + " found them equal");
                    }
                    matched++;
                    here = new ProvenPair(record.offset() + 1, partner.offset() + 1);
                    if (record.offset() >= position) {
                        found.put(position, new Translation.Exact(partner.offset()));
                        // the next position may want the same record
                        from.seek(record.offset());
                        to.seek(partner.offset());
                        here = new ProvenPair(record.offset(), partner.offset());
                        break;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private ProvenPair anchor(long position) {
        Map.Entry<Long, Long> nearest = pairs.floorEntry(position);
        return nearest == null ? span.from() : new ProvenPair(nearest.getKey(), nearest.getValue());
    }
}
