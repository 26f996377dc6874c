package io.kmig.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.bench.Report.Result;
import io.kmig.bench.Report.Result.Judged;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final double[] OURS = {30, 10, 20};
    private static final double[] THEIRS = {4, 6, 5};

    @Test
    void aResultIsTheMedianOfItsRunsWithTheirSpreadBesideTheOpponents() {
        Result result = result(Judged.RATIO, 4);

        assertThat(result.value()).isEqualTo(20);
        assertThat(result.min()).isEqualTo(10);
        assertThat(result.max()).isEqualTo(30);
        assertThat(result.opponentValue()).isEqualTo(5);
        assertThat(result.ratio()).isEqualTo(4);
        assertThat(result.runs()).isEqualTo(3);
    }

    @Test
    void aTargetIsMetByTheFigureItIsAbout() {
        assertThat(result(Judged.RATIO, 4).met()).isTrue();
        assertThat(result(Judged.RATIO, 3.9).met()).isFalse();
        assertThat(result(Judged.MEDIAN, 20).met()).isTrue();
        assertThat(result(Judged.MEDIAN, 19).met()).isFalse();
        assertThat(result(Judged.MAX, 30).met()).isTrue();
        assertThat(result(Judged.MAX, 29).met()).isFalse();
        assertThat(result(Judged.NOTHING, 0).met()).isNull();
    }

    private static Result result(Judged judged, double limit) {
        return Result.of("case", "wall", "ms", OURS, "opponent", THEIRS, "target", judged, limit);
    }
}
