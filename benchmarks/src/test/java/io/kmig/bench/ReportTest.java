package io.kmig.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.bench.Report.Result;
import io.kmig.bench.Report.Result.Judged;
import java.util.List;
import java.util.TreeMap;
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

    @Test
    void onlyEnoughRunsThatMetEveryTargetConvince() {
        Result shown = enough(Judged.NOTHING, 0);

        assertThat(report(enough(Judged.MEDIAN, 3), shown).convincing()).isTrue();
        assertThat(report(enough(Judged.MEDIAN, 2), shown).convincing()).isFalse();
        assertThat(report(result(Judged.MEDIAN, 20), shown).convincing()).isFalse();
    }

    @Test
    void theTableTellsWhatTheOpponentsKeptAndWhatTheRowsMean() {
        Report report = report(result(Judged.MAX, 29))
                .against(List.of(new Report.Opponent("MM2 stock", 7, 10, "abc", new TreeMap<>())))
                .noting(List.of("case: what it is"));

        assertThat(report.table())
                .contains(" NO")
                .endsWith(String.format("MM2 stock: 7 checkpoints of 10 positions%ncase: what it is"));
    }

    private static Report report(Result... results) {
        return Report.of("bench", "opponent", List.of(results));
    }

    private static Result enough(Judged judged, double limit) {
        double[] five = {1, 2, 3, 4, 5};
        return Result.of("case", "wall", "ms", five, "opponent", five, "target", judged, limit);
    }

    private static Result result(Judged judged, double limit) {
        return Result.of("case", "wall", "ms", OURS, "opponent", THEIRS, "target", judged, limit);
    }
}
