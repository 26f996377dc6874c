package io.kmig.core.offsets;

import io.kmig.core.port.MirrorRecords.ProvenPair;
import io.kmig.core.port.RecordLog;
import io.kmig.core.port.RecordLog.Cursor;
import io.kmig.core.port.RecordLog.Seen;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Counts from the ends instead of from the heads, for logs that are not equal from the start: replays, an expired head
 * on either side, runs of equal records.
 *
 * <p>The definition of exact leaves one place only: when the source still holds m records from B on, G must be the m-th
 * from the target's end. So both are counted, laid together at their ends and compared once; every position behind the
 * last difference is exact, whatever lies before.
 *
 * <p>That needs ends that belong together: the mirror has committed the source's last record, and nothing came on either
 * side since the ends were read. Else there is no answer.
 *
 * <p>Memory: one offset for every {@value #STRIDE} records of the target.
 */
final class EndAligned {
    private static final int STRIDE = 1024;

    /**
     * @param lastDifference what keeps the positions below it from being exact; empty when nothing does
     * @param compared records held against each other
     * @param span from behind the last difference to both ends; empty when nothing lies there
     */
    record Outcome(Map<Long, Translation> exact, Optional<String> lastDifference, long compared, Optional<Span> span) {}

    private final Question question;
    private final RecordLog source;
    private final RecordLog target;
    private final NavigableSet<Long> positions;
    private final long targetFrom;

    EndAligned(Question question, RecordLog source, RecordLog target, Iterable<Long> positions, long targetFrom) {
        this.question = question;
        this.source = source;
        this.target = target;
        this.positions = new TreeSet<>();
        positions.forEach(this.positions::add);
        this.targetFrom = targetFrom;
    }

    /** Empty when the ends do not belong together. */
    Optional<Outcome> run() {
        if (question.copied().isEmpty()) {
            return Optional.empty();
        }
        Count there =
                Count.of(target, question, targetFrom, question.targetEnds().lso());
        Count here = Count.of(
                source, question, positions.first(), question.sourceEnds().lso());
        if (there == null || here == null) {
            return Optional.empty();
        }
        // with no record behind the positions, the one before them must have come over
        Count whole = here.records > 0
                ? here
                : Count.of(
                        source,
                        question,
                        question.sourceEnds().start(),
                        question.sourceEnds().lso());
        if (whole == null || whole.last > question.copied().getAsLong()) {
            return Optional.empty();
        }
        return compare(here, there);
    }

    private Optional<Outcome> compare(Count here, Count there) {
        long pairs = Math.min(here.records, there.records);
        Map<Long, Translation> exact = new HashMap<>();
        String difference = here.records > there.records
                ? "the target holds " + there.records + " records where the source holds " + here.records
                : null;
        long lonely = Math.max(0, here.records - pairs - 1);
        try (Cursor from = source.open(question.tp(), here.offsetOf(lonely));
                Cursor to = target.open(question.tp(), there.offsetOf(there.records - pairs))) {
            here.skipTo(lonely, from);
            there.skipTo(there.records - pairs, to);
            NavigableSet<Long> open = new TreeSet<>(positions);
            long last = -1;
            @Nullable ProvenPair begin = null;
            Runs runs = new Runs();
            if (here.records > pairs) {
                // what is at or before a record without a partner has none either
                Seen alone = from.next();
                open = new TreeSet<>(open.tailSet(alone == null ? Long.MAX_VALUE : alone.offset(), false));
                last = alone == null ? last : alone.offset();
            }
            for (long i = 0; i < pairs; i++) {
                Seen record = from.next();
                Seen partner = to.next();
                if (record == null || partner == null) {
                    return Optional.empty();
                }
                if (!record.sameContent(partner)) {
                    difference = "source offset " + record.offset() + " and target offset " + partner.offset()
                            + " should hold the same record and do not";
                    exact.clear();
                    begin = null;
                    runs = new Runs();
                    open = new TreeSet<>(open.tailSet(record.offset(), false));
                } else {
                    begin = begin == null ? new ProvenPair(record.offset(), partner.offset()) : begin;
                    runs.note(record.offset(), partner.offset());
                    while (!open.isEmpty() && open.first() <= record.offset()) {
                        exact.put(open.pollFirst(), new Translation.Exact(partner.offset()));
                    }
                }
                last = record.offset();
            }
            if (from.next() != null || to.next() != null) {
                return Optional.empty();
            }
            ProvenPair ends = new ProvenPair(from.position(), to.position());
            for (long position : open.tailSet(last, false)) {
                if (position <= ends.source()) {
                    exact.put(position, new Translation.Exact(ends.target()));
                }
            }
            Runs kept = runs;
            Optional<Span> span =
                    Optional.ofNullable(begin).map(b -> new Span(b, ends, "counting from both ends", kept));
            return Optional.of(new Outcome(exact, Optional.ofNullable(difference), pairs, span));
        }
    }

    /** How many records lie from an offset to the end, and where every so-manieth of them is. */
    private static final class Count {
        private final long start;
        private long[] every = new long[16];
        private long records;
        private long last = -1;

        private Count(long start) {
            this.start = start;
        }

        /** Null when a record came after the end was read. */
        static @Nullable Count of(RecordLog log, Question question, long from, long end) {
            Count count = new Count(from);
            try (Cursor cursor = log.open(question.tp(), from)) {
                for (Seen seen = cursor.next(); seen != null; seen = cursor.next()) {
                    if (seen.offset() >= end) {
                        return null;
                    }
                    count.note(seen.offset());
                }
            }
            return count;
        }

        private void note(long offset) {
            if (records % STRIDE == 0) {
                int at = (int) (records / STRIDE);
                if (at == every.length) {
                    every = Arrays.copyOf(every, at * 2);
                }
                every[at] = offset;
            }
            records++;
            last = offset;
        }

        /** An offset at or before that of this record, counted from 0. */
        long offsetOf(long record) {
            return record >= records ? (records == 0 ? start : last + 1) : every[(int) (record / STRIDE)];
        }

        void skipTo(long record, Cursor cursor) {
            if (record < records) {
                for (long i = record - record % STRIDE; i < record; i++) {
                    cursor.next();
                }
            }
        }
    }
}
