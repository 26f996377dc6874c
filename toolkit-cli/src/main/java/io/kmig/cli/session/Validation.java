package io.kmig.cli.session;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.migration.History;
import io.kmig.core.migration.Phase;
import io.kmig.core.plan.Survey;
import io.kmig.core.port.ProofPort;
import io.kmig.core.port.ProofPort.Proof;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** A verdict on everything that is on blue now, on an opened session. Moves nothing, and journals nothing. */
public final class Validation {
    public Proof verdict(Session session, Duration within, Path directory, boolean clearKeys, ProofPort.Heard heard) {
        History history = new History(session.history());
        if (history.phase(Set.of()) instanceof Phase.Planned) {
            throw new KmigException(new Problem(
                    ErrorCode.NOT_APPLIED,
                    "no plan was applied for migration " + session.spec().name() + ": there is nothing to compare yet",
                    "nothing was changed",
                    "run `kmig plan`, then `kmig apply`"));
        }
        Survey survey = Survey.of(session.spec(), session.estates());
        try (ProofPort proof = session.openProof(survey, history)) {
            if (!proof.on()) {
                throw notProved("validation.mode is off");
            }
            Proof seen = proof.report(within, directory, clearKeys, heard);
            if (seen.result() == ProofPort.Result.WAIVED) {
                throw notProved("there is nothing to compare, blue to green: " + String.join("; ", seen.waivers()));
            }
            return seen;
        }
    }

    private static KmigException notProved(String why) {
        return new KmigException(new Problem(
                ErrorCode.NOT_PROVED,
                why,
                "nothing was changed",
                "`kmig status` shows the units and the mirrors of the way back"));
    }
}
