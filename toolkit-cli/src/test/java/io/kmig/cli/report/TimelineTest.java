package io.kmig.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kmig.cli.document.ReportDocument.Stage;
import io.kmig.cli.report.TimeScale.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimelineTest {
    @Test
    void timeIsProportionalWhileSomethingHappens() {
        TimeScale scale = TimeScale.of(List.of(span(0, 4000), span(4100, 10_000)));

        assertThat(scale.breaks()).isEmpty();
        assertThat(scale.place(Pages.BEGAN.plusMillis(5000))).isCloseTo(50, within(0.01));
        assertThat(scale.moment(25)).contains(Pages.BEGAN.plusMillis(2500));
    }

    @Test
    void daysInWhichNothingHappenedAreDrawnShortAndTold() {
        long threeDays = Duration.ofDays(3).toMillis();

        Timeline timeline = Timeline.of(
                ShownStage.of(List.of(Pages.done("canary stop", 0, 5000), Pages.done("shop stop", threeDays, 5000))));

        assertThat(timeline.gaps()).hasSize(1);
        assertThat(timeline.breaks()).contains("2 d 23 h from 11-21 10:04:33");
        assertThat(timeline.bars().get(0).width()).isEqualTo("48.50%");
        assertThat(timeline.bars().get(1).x()).isEqualTo("51.50%");
        assertThat(timeline.day()).isEqualTo("2026-11-21 to 2026-11-24");
    }

    @Test
    void aStageOfWhichOnlyTheBeginningIsKnownIsAStubAtItsPlace() {
        Timeline timeline = Timeline.of(
                ShownStage.of(List.of(Pages.done("shop stop", 0, 1000), Pages.unfinished("shop fence", 1000))));

        assertThat(timeline.bars().get(1).kind()).isEqualTo("unfinished");
        assertThat(timeline.bars().get(1).x()).isEqualTo("94.00%");
        assertThat(timeline.bars().get(1).label()).isEqualTo("shop fence · not finished");
    }

    @Test
    void aSingleMomentIsDrawn() {
        Timeline timeline = Timeline.of(ShownStage.of(List.of(Pages.done("shop prepare", 0, 0))));

        assertThat(timeline.bars()).hasSize(1);
        assertThat(timeline.ticks()).hasSizeGreaterThanOrEqualTo(1);
    }

    @Test
    void whateverTheTimesEveryBarIsInsideAndNoTwoTimesOverlap() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<Stage> stages = new ArrayList<>();
            IntStream.range(0, 1 + random.nextInt(40)).forEach(i -> {
                long start = (long) Math.pow(10, random.nextDouble() * 9);
                stages.add(
                        random.nextInt(4) == 0
                                ? Pages.unfinished("u stop", start)
                                : Pages.done("u stop", start, (long) Math.pow(10, random.nextDouble() * 6) - 1));
            });

            Timeline timeline = Timeline.of(ShownStage.of(stages));

            assertThat(timeline.bars()).as("seed %d", seed).allSatisfy(b -> {
                assertThat(percent(b.x())).isGreaterThanOrEqualTo(0);
                assertThat(percent(b.width())).isPositive();
                assertThat(percent(b.x()) + percent(b.width())).isLessThanOrEqualTo(100.02);
            });
            List<Double> begins = timeline.ticks().stream()
                    .map(t -> t.anchor().equals("end") ? percent(t.x()) - 25 : percent(t.x()))
                    .sorted()
                    .toList();
            for (int i = 1; i < begins.size(); i++) {
                assertThat(begins.get(i) - begins.get(i - 1))
                        .as("seed %d", seed)
                        .isGreaterThanOrEqualTo(24.98);
            }
        }
    }

    private static double percent(String text) {
        return Double.parseDouble(text.replace("%", ""));
    }

    private static Span span(long from, long to) {
        return new Span(Pages.BEGAN.plusMillis(from), Pages.BEGAN.plusMillis(to));
    }
}
