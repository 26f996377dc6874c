package io.kmig.core.port;

import io.kmig.core.estate.Tp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Says whether green holds exactly what blue does, record by record, on a path of its own. It works beside the
 * migration; a question is answered when the mirror has brought everything below the ends, or when the time is over.
 */
public interface ProofPort extends AutoCloseable {
    enum Result {
        PASS,
        FAIL,
        /** Neither is proved: never a licence to go on. */
        INCONCLUSIVE,
        /**
         * Nothing of what was asked for can be compared by this version, for reasons that the waivers name. A move goes on,
         * as it does with validation off, and nobody is told that it passed.
         */
        WAIVED
    }

    /**
     * @param coveragePercent of the offsets in scope, how much was compared
     * @param errorBound the chance that two different records were taken for equal
     * @param waivers by name, what was left out or accepted
     * @param reasons differences with their places, or why nothing is proved
     */
    record Proof(
            Result result,
            long records,
            double coveragePercent,
            double errorBound,
            List<String> waivers,
            List<String> reasons) {
        public Proof {
            waivers = List.copyOf(waivers);
            reasons = List.copyOf(reasons);
        }
    }

    /** False when the operator switched validation off. */
    boolean on();

    /**
     * A proof up to the given ends of the partitions named; a difference found elsewhere counts all the same.
     *
     * @param ends blue's ends to prove up to; empty for everything that is on blue now, in all of the scope
     */
    Proof at(Map<Tp, Long> ends, Duration within);

    /**
     * The same as {@link #at}, with the validator's own files: junit.xml, mismatches.ndjson, summary.md and verdict.json.
     *
     * @param clearKeys whether keys of differing records are written as they are
     */
    Proof report(Duration within, Path directory, boolean clearKeys, Heard heard);

    /** Hears how a proof in the making stands. */
    interface Heard {
        /** @param waitingFor some of the reasons */
        void stands(int decided, int partitions, List<String> waitingFor);
    }

    /** Applications write on green from these offsets on: what is there is not compared. */
    void handedOff(Map<Tp, Long> greenEnds);

    @Override
    void close();

    /** Proves nothing, and says so by being off. */
    static ProofPort none() {
        return new ProofPort() {
            @Override
            public boolean on() {
                return false;
            }

            @Override
            public Proof at(Map<Tp, Long> ends, Duration within) {
                return new Proof(Result.INCONCLUSIVE, 0, 0, 1, List.of(), List.of("validation is off"));
            }

            @Override
            public Proof report(Duration within, Path directory, boolean clearKeys, Heard heard) {
                return at(Map.of(), within);
            }

            @Override
            public void handedOff(Map<Tp, Long> greenEnds) {}

            @Override
            public void close() {}
        };
    }
}
