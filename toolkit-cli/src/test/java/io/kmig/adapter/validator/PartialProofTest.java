package io.kmig.adapter.validator;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.estate.Tp;
import io.kmig.core.port.ProofPort;
import io.kmig.core.port.ProofPort.Proof;
import io.kmig.core.port.ProofPort.Result;
import io.kmig.testkit.FakeProof;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PartialProofTest {
    private static final Duration WITHIN = Duration.ofSeconds(1);
    private static final Map<String, String> LEFT =
            Map.of("old", "changed hands", "older", "changed hands", "c", "compacted");

    private final FakeProof compared = new FakeProof();
    private final ProofPort proof = new PartialProof(Optional.of(compared), LEFT);

    @Test
    void whatIsComparedPassesAndNamesWhatIsNotComparedBesideIt() {
        Proof seen = proof.at(ends("orders", "old", "c"), WITHIN);

        assertThat(seen.result()).isEqualTo(Result.PASS);
        assertThat(seen.records()).isEqualTo(7);
        assertThat(seen.waivers()).containsExactly("changed hands: old", "compacted: c");
    }

    @Test
    void aWaiverThatTheValidatorNamedAlreadyIsNamedOnce() {
        compared.waives("compacted: c", "compacted: d");

        assertThat(proof.at(ends("orders", "c"), WITHIN).waivers()).containsExactly("compacted: d", "compacted: c");
    }

    @Test
    void topicsOfWhichNoneIsComparedNeverPass() {
        Proof seen = proof.at(ends("older", "old"), WITHIN);

        assertThat(seen.result()).isEqualTo(Result.WAIVED);
        assertThat(seen.records()).isZero();
        assertThat(seen.coveragePercent()).isZero();
        assertThat(seen.waivers()).containsExactly("changed hands: old, older");
    }

    @Test
    void aDifferenceElsewhereCountsThoughNothingOfItIsCompared() {
        compared.next(Result.FAIL, "MISSING in orders-0");

        assertThat(proof.at(ends("old"), WITHIN).result()).isEqualTo(Result.FAIL);
    }

    @Test
    void anEstateOfWhichNothingCanBeComparedIsWaivedByName() {
        ProofPort nothing = new PartialProof(Optional.empty(), LEFT);

        for (Proof seen : List.of(
                nothing.at(Map.of(), WITHIN),
                nothing.report(WITHIN, Path.of("report"), false, (decided, of, waiting) -> {}))) {
            assertThat(seen.result()).isEqualTo(Result.WAIVED);
            assertThat(seen.waivers()).containsExactly("changed hands: old, older", "compacted: c");
        }
        assertThat(nothing.on()).isTrue();
    }

    private static Map<Tp, Long> ends(String... topics) {
        Map<Tp, Long> ends = new TreeMap<>();
        for (String topic : topics) {
            ends.put(new Tp(topic, 0), 5L);
        }
        return ends;
    }
}
