package io.kmig.cli.report;

import io.kmig.cli.report.TimeScale.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The stages as a drawing. Horizontal places are percent of the width, vertical ones pixels: so it fits a phone without
 * its letters shrinking.
 *
 * @param breaks idle stretches, in words
 */
record Timeline(
        List<Bar> bars, List<Tick> ticks, List<Gap> gaps, int height, String breaks, String day, String remark) {
    private static final int HEAD = 22;
    private static final int ROW = 31;
    private static final int LABEL_DOWN = 13;
    private static final int BAR_DOWN = 18;

    /** Thinner would not be seen. */
    private static final double LEAST = 0.8;

    private static final double STUB = 6;
    private static final double MIDDLE = 45;

    /** Room that the time beside a tick takes on a phone. */
    private static final double TICK_ROOM = 25;

    private static final int MOST_BREAKS_TOLD = 8;

    /** Of the drawing's width, what a letter takes on a phone. */
    private static final double LETTER = 2;

    /**
     * @param kind the class of its drawing
     * @param labelX beside the bar where there is room
     */
    record Bar(
            String label,
            String kind,
            boolean moment,
            String x,
            String width,
            String labelX,
            String labelAnchor,
            int top) {
        int labelY() {
            return top + LABEL_DOWN;
        }

        int barY() {
            return top + BAR_DOWN;
        }
    }

    record Tick(String label, String x, String anchor) {}

    record Gap(String x, String width) {}

    static Timeline of(List<ShownStage> stages) {
        List<ShownStage> shown = Bounds.last(stages, Bounds.STAGES);
        TimeScale scale = TimeScale.of(shown.stream().map(Timeline::span).toList());
        List<Bar> bars = new ArrayList<>();
        for (ShownStage stage : shown) {
            bars.add(bar(stage, scale, HEAD + ROW * bars.size()));
        }
        return new Timeline(
                List.copyOf(bars),
                ticks(scale),
                scale.breaks().stream()
                        .map(b -> new Gap(percent(b.x()), percent(b.width())))
                        .toList(),
                HEAD + ROW * bars.size() + 4,
                told(scale.breaks()),
                day(scale),
                Bounds.remark(stages.size(), Bounds.STAGES, "latest"));
    }

    private static Span span(ShownStage stage) {
        return new Span(stage.startedAt(), end(stage.startedAt(), stage.ms()));
    }

    private static Instant end(Instant start, @Nullable Long ms) {
        return ms == null ? start : start.plusMillis(Math.max(0, ms));
    }

    private static Bar bar(ShownStage stage, TimeScale scale, int top) {
        double from = scale.place(stage.startedAt());
        double width = stage.ms() == null
                // how long it took isn't known: a stub that is open to the right
                ? STUB
                : Math.max(LEAST, scale.place(end(stage.startedAt(), stage.ms())) - from);
        double x = Math.max(0, Math.min(from, 100 - width));
        String kind = stage.kind().label() + (stage.takenBack() ? " taken-back" : "");
        String label = stage.label();
        double needs = label.length() * LETTER;
        boolean right = x > MIDDLE && needs <= x + width;
        // a label that has no room beside its bar begins where the drawing does
        double labelX = right ? x + width : x + needs <= 100 ? x : 0;
        String anchor = right ? "end" : "start";
        return new Bar(label, kind, stage.kind().moment(), percent(x), percent(width), percent(labelX), anchor, top);
    }

    /** The beginnings of stretches before round places, each only where its text has room. */
    private static List<Tick> ticks(TimeScale scale) {
        if (scale.stretches().isEmpty()) {
            return List.of();
        }
        List<Double> wanted = new ArrayList<>();
        scale.stretches().forEach(s -> wanted.add(s.x()));
        wanted.addAll(List.of(100.0, 50.0, 25.0, 75.0));
        List<double[]> taken = new ArrayList<>();
        List<Tick> ticks = new ArrayList<>();
        DateTimeFormatter format = format(scale);
        for (double x : wanted) {
            boolean right = x > 100 - TICK_ROOM;
            double from = right ? x - TICK_ROOM : x;
            if (taken.stream().noneMatch(t -> from < t[1] && t[0] < from + TICK_ROOM)) {
                scale.moment(x).ifPresent(moment -> {
                    taken.add(new double[] {from, from + TICK_ROOM});
                    ticks.add(new Tick(format.format(moment), percent(x), right ? "end" : "start"));
                });
            }
        }
        return List.copyOf(ticks);
    }

    private static DateTimeFormatter format(TimeScale scale) {
        Instant first = scale.stretches().get(0).from();
        Instant last = scale.stretches().get(scale.stretches().size() - 1).to();
        String pattern = "HH:mm:ss";
        if (!day(first).equals(day(last))) {
            pattern = "MM-dd HH:mm";
        } else if (Duration.between(first, last).toSeconds() < 8) {
            pattern = "HH:mm:ss.S";
        }
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }

    private static String day(TimeScale scale) {
        if (scale.stretches().isEmpty()) {
            return "";
        }
        String first = day(scale.stretches().get(0).from());
        String last = day(scale.stretches().get(scale.stretches().size() - 1).to());
        return first.equals(last) ? first : first + " to " + last;
    }

    private static String day(Instant moment) {
        return DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC).format(moment);
    }

    private static String told(List<TimeScale.Break> breaks) {
        if (breaks.isEmpty()) {
            return "";
        }
        DateTimeFormatter format =
                DateTimeFormatter.ofPattern("MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
        StringBuilder told = new StringBuilder("Hatched: times in which nothing happened, drawn short: ");
        for (int i = 0; i < Math.min(breaks.size(), MOST_BREAKS_TOLD); i++) {
            TimeScale.Break one = breaks.get(i);
            told.append(i == 0 ? "" : ", ")
                    .append(Words.span(one.idle()))
                    .append(" from ")
                    .append(format.format(one.from()));
        }
        if (breaks.size() > MOST_BREAKS_TOLD) {
            told.append(", and ").append(breaks.size() - MOST_BREAKS_TOLD).append(" more");
        }
        return told.append('.').toString();
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f%%", value);
    }
}
