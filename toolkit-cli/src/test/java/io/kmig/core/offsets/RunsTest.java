package io.kmig.core.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Where a position leads is known without reading, or it is not said. */
final class RunsTest {
    private final Runs runs = new Runs();

    @Test
    void insideARunAPositionLeadsAsFarAsItIsIntoIt() {
        note(10, 20, 5);

        assertThat(runs.targetOf(10)).hasValue(20);
        assertThat(runs.targetOf(14)).hasValue(24);
    }

    @Test
    void betweenRunsItLeadsToTheNextRecord() {
        note(10, 20, 5);
        note(17, 25, 1);
        note(18, 30, 2);

        assertThat(runs.targetOf(15)).hasValue(25);
        assertThat(runs.targetOf(16)).hasValue(25);
        assertThat(runs.targetOf(17)).hasValue(25);
        assertThat(runs.targetOf(18)).hasValue(30);
        assertThat(runs.targetOf(19)).hasValue(31);
    }

    @Test
    void beforeTheFirstAndBehindTheLastNothingIsKnown() {
        assertThat(runs.targetOf(0)).isEmpty();
        assertThat(runs.endBefore(0)).isFalse();
        note(10, 20, 5);

        assertThat(runs.targetOf(9)).isEmpty();
        assertThat(runs.targetOf(15)).isEmpty();
        assertThat(runs.endBefore(14)).isFalse();
        assertThat(runs.endBefore(15)).isTrue();
    }

    @Test
    void ofManyRunsTheLatestAreKept() {
        for (int i = 0; i < 5_500; i++) {
            note(10L * i, 20L * i, 3);
        }

        assertThat(runs.targetOf(10)).as("forgotten").isEmpty();
        for (int i = 4_500; i < 5_500; i++) {
            assertThat(runs.targetOf(10L * i + 2)).as("run %d", i).isEqualTo(OptionalLong.of(20L * i + 2));
        }
    }

    @Test
    void aCopyGoesOnByItself() {
        note(10, 20, 5);
        Runs copy = runs.copy();
        copy.note(15, 25);
        copy.note(20, 40);

        assertThat(copy.targetOf(17)).hasValue(40);
        assertThat(copy.endBefore(20)).isFalse();
        assertThat(runs.endBefore(15)).isTrue();
    }

    private void note(long source, long target, int records) {
        for (int i = 0; i < records; i++) {
            runs.note(source + i, target + i);
        }
    }
}
