package io.kmig.core.migration;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.Tp;
import io.kmig.core.journal.Event;
import io.kmig.core.port.JournalPort;
import io.kmig.core.port.ProofPort;
import io.kmig.core.port.ProofPort.Proof;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Lets a move go on only with the validator's PASS, and writes down what it said. */
public final class ProofGate {
    private static final int SHOWN = 10;

    private final ProofPort proof;
    private final JournalPort journal;

    public ProofGate(ProofPort proof, JournalPort journal) {
        this.proof = proof;
        this.journal = journal;
    }

    public boolean on() {
        return proof.on();
    }

    /**
     * @param unchanged what is said not to have happened when this refuses
     * @return what was proved, in words
     */
    public String pass(Map<Tp, Long> ends, Duration within, String unchanged) {
        Proof seen = proof.at(ends, within);
        List<String> shown = seen.reasons().stream().limit(SHOWN).toList();
        journal.append(new Event.Judged(
                (seen.result() == ProofPort.Result.WAIVED ? ProofPort.Result.INCONCLUSIVE : seen.result()).name(),
                seen.records(),
                seen.coveragePercent(),
                seen.errorBound(),
                seen.waivers(),
                shown));
        String all = String.join("; ", shown)
                + (seen.reasons().size() > SHOWN ? "; … " + (seen.reasons().size() - SHOWN) + " more" : "");
        return switch (seen.result()) {
            case PASS ->
                "PASS: " + seen.records() + " records equal and in order"
                        + (seen.waivers().isEmpty() ? "" : ", waived: " + String.join(", ", seen.waivers()));
            case WAIVED -> "not compared, waived: " + String.join("; ", seen.waivers());
            case FAIL ->
                throw new KmigException(new Problem(
                        ErrorCode.DIVERGENCE_FOUND,
                        "green differs from blue: " + all,
                        unchanged,
                        "look at every difference with `kmig validate --report DIR`"));
            case INCONCLUSIVE ->
                throw new KmigException(new Problem(
                        ErrorCode.NOT_PROVED,
                        "the validator could not prove green equal to blue: " + all,
                        unchanged,
                        "run `kmig validate --wait` and mend what it names, then run the command again"));
        };
    }

    /** From here on applications may write on green. */
    void handedOff(Map<Tp, Long> greenEnds) {
        proof.handedOff(greenEnds);
    }
}
