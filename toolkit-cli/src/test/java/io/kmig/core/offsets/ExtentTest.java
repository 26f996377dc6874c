package io.kmig.core.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.estate.Tp;
import io.kmig.core.port.MirrorRecords.ProvenPair;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said to be read, against what the translator reads. */
final class ExtentTest {
    private static final Tp TP = new Tp("t", 0);

    private final ListLog source = new ListLog();
    private final ListLog target = new ListLog();

    @Test
    void withNothingKnownBothLogsAreReadWhole() {
        both(300);

        assertThat(Extent.of(question(250))).isEqualTo(600).isEqualTo(read(question(250)));
    }

    @Test
    void fromTheNearestProvenPairBelowTheLowestPosition() {
        both(300);
        Question question = question(250, 120, 130)
                .with(List.of(new ProvenPair(0, 0), new ProvenPair(100, 100), new ProvenPair(200, 200)));

        assertThat(Extent.of(question)).isEqualTo(400).isEqualTo(read(question));
    }

    @Test
    void afterAnEarlierComparisonOnlyWhatCameSinceAndWhatLiesBeforeEachPosition() {
        both(300);
        both(10);
        Question later = question(60, 70, 250, 305)
                .with(List.of(new ProvenPair(50, 50), new ProvenPair(240, 240), new ProvenPair(302, 302)))
                .with(new Span(new ProvenPair(0, 0), new ProvenPair(300, 300), "a test"));

        // 10 behind the span; 10 before 60, 10 before 70, 10 before 250; of both logs
        assertThat(Extent.of(later)).isEqualTo(80);
        assertThat(read(later)).isBetween(80L, 80L + 2 * 3);
    }

    @Test
    void aPositionThatIsRefusedTakesNoReading() {
        both(300);
        source.purgeTo(100);

        assertThat(Extent.of(question(50, 400))).isZero();
        assertThat(read(question(50, 400))).isZero();
        assertThat(Extent.of(question(50, 150).with(List.of(new ProvenPair(120, 120)))))
                .isEqualTo(360);
    }

    private void both(int records) {
        for (int i = 0; i < records; i++) {
            long content = source.ends().leo() + 1;
            source.add(0, content);
            target.add(0, content);
        }
    }

    private long read(Question question) {
        long before = source.read() + target.read();
        new OffsetTranslator(source, target).answer(question);
        return source.read() + target.read() - before;
    }

    private Question question(long... positions) {
        return Question.of(TP, Arrays.stream(positions).boxed().toList(), source.ends(), target.ends());
    }
}
