package io.kmig.cli.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.cli.document.StatusDocument.MirrorLine;
import io.kmig.core.estate.Tp;
import io.kmig.core.watch.MirrorProgress;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MirrorLineTest {
    @Test
    void rateAndEtaComeFromTheTimeBetweenTheLooks() {
        MirrorLine line = MirrorLine.of(progress(100, 1000), progress(400, 1000), Duration.ofMillis(1500));

        assertThat(line.perSecond()).isEqualTo(200.0);
        assertThat(line.etaSeconds()).isEqualTo(3);
        assertThat(line.percent()).isEqualTo(40.0);
        assertThat(line.remaining()).isEqualTo(600);
    }

    @Test
    void anEtaIsRoundedUp() {
        MirrorLine line = MirrorLine.of(progress(0, 100), progress(30, 100), Duration.ofSeconds(1));

        assertThat(line.etaSeconds()).isEqualTo(3);
    }

    @Test
    void whatDoesNotMoveHasNeitherRateNorEta() {
        MirrorLine line = MirrorLine.of(progress(30, 100), progress(30, 100), Duration.ofSeconds(1));

        assertThat(line.perSecond()).isNull();
        assertThat(line.etaSeconds()).isNull();
    }

    @Test
    void whatIsCopiedIsDoneNow() {
        MirrorLine line = MirrorLine.of(progress(100, 100), progress(100, 100), Duration.ZERO);

        assertThat(line.etaSeconds()).isZero();
        assertThat(line.perSecond()).isNull();
    }

    @Test
    void nearlyAllIsNeverShownAsAll() {
        MirrorLine line = MirrorLine.of(progress(99_999, 100_000), progress(99_999, 100_000), Duration.ofSeconds(1));

        assertThat(line.percent()).isEqualTo(99.99);
    }

    private static MirrorProgress progress(long copied, long total) {
        return new MirrorProgress(
                "m", copied, total, new TreeMap<>(copied == total ? Map.of() : Map.of(new Tp("t", 0), total - copied)));
    }
}
