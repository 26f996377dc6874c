package io.kmig.cli.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Maps moments to percent of the width. Units move hours or days apart while a step takes a second, so stretches in
 * which nothing happened are drawn short, and said to be.
 */
record TimeScale(List<Stretch> stretches, List<Break> breaks) {
    /** A span of time in which something happened. */
    record Stretch(Instant from, Instant to, double x, double width) {
        double place(Instant moment) {
            long all = Duration.between(from, to).toMillis();
            double share =
                    all == 0 ? 0 : (double) Duration.between(from, moment).toMillis() / all;
            return x + width * Math.min(1, Math.max(0, share));
        }
    }

    /** A span in which nothing did. */
    record Break(Instant from, Duration idle, double x, double width) {}

    record Span(Instant from, Instant to) {}

    /** An idle stretch is one that would take this share of the busy time, and at least a second. */
    private static final double IDLE = 0.15;

    private static final double BREAK_WIDTH = 3;
    private static final double MOST_FOR_BREAKS = 40;

    static TimeScale of(List<Span> spans) {
        List<Span> sorted =
                spans.stream().sorted(Comparator.comparing(Span::from)).toList();
        long busy = sorted.stream().mapToLong(TimeScale::millis).sum();
        long idle = Math.max(1000, (long) (busy * IDLE));
        List<Span> joined = new ArrayList<>();
        for (Span span : sorted) {
            int last = joined.size() - 1;
            if (last >= 0
                    && Duration.between(joined.get(last).to(), span.from()).toMillis() <= idle) {
                Instant to = joined.get(last).to();
                joined.set(last, new Span(joined.get(last).from(), span.to().isAfter(to) ? span.to() : to));
            } else {
                joined.add(span);
            }
        }
        return laidOut(joined);
    }

    private static TimeScale laidOut(List<Span> joined) {
        int gaps = Math.max(0, joined.size() - 1);
        double gap = gaps == 0 ? 0 : Math.min(BREAK_WIDTH, MOST_FOR_BREAKS / gaps);
        // a stretch of a single moment still takes room
        long all = joined.stream().mapToLong(s -> Math.max(1, millis(s))).sum();
        double left = 100 - gap * gaps;
        List<Stretch> stretches = new ArrayList<>();
        List<Break> breaks = new ArrayList<>();
        double x = 0;
        for (int i = 0; i < joined.size(); i++) {
            Span span = joined.get(i);
            if (i > 0) {
                Instant before = joined.get(i - 1).to();
                breaks.add(new Break(before, Duration.between(before, span.from()), x, gap));
                x += gap;
            }
            double width = left * Math.max(1, millis(span)) / all;
            stretches.add(new Stretch(span.from(), span.to(), x, width));
            x += width;
        }
        return new TimeScale(List.copyOf(stretches), List.copyOf(breaks));
    }

    private static long millis(Span span) {
        return Duration.between(span.from(), span.to()).toMillis();
    }

    double place(Instant moment) {
        double place = 0;
        for (Stretch stretch : stretches) {
            if (moment.isBefore(stretch.from())) {
                break;
            }
            place = stretch.place(moment);
        }
        return place;
    }

    /** Empty within a break. */
    Optional<Instant> moment(double x) {
        return stretches.stream()
                .filter(s -> s.width() > 0 && s.x() <= x && x <= s.x() + s.width())
                .findFirst()
                .map(s -> s.from()
                        .plusMillis(
                                Math.round(Duration.between(s.from(), s.to()).toMillis() * (x - s.x()) / s.width())));
    }
}
