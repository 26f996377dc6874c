package io.kmig.cli.wiring;

import io.kmig.adapter.validator.StreamsProof;
import io.kmig.core.estate.TopicFacts;
import io.kmig.core.migration.History;
import io.kmig.core.plan.Survey;
import io.kmig.core.plan.TopicScope;
import io.kmig.core.port.ConnectPort;
import io.kmig.core.port.ProofPort;
import io.kmig.core.spec.MigrationSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Starts the validator over what can be compared. */
final class Provers {
    private final MigrationSpec spec;
    private final Map<String, Object> blue;
    private final Map<String, Object> green;
    private final Path state;
    private final ConnectPort connect;

    Provers(MigrationSpec spec, Map<String, Object> blue, Map<String, Object> green, Path state, ConnectPort connect) {
        this.spec = spec;
        this.blue = blue;
        this.green = green;
        this.state = state;
        this.connect = connect;
    }

    ProofPort open(Survey survey, History history) {
        if (spec.validation().off()) {
            return ProofPort.none();
        }
        TopicScope scope = new TopicScope(spec);
        Map<String, TopicFacts> topics = new TreeMap<>(survey.blue().topics());
        topics.keySet()
                .removeIf(t -> !scope.topic(t) || !survey.green().topics().containsKey(t));
        topics.keySet().removeAll(history.onceHandedOff());
        if (topics.isEmpty()) {
            return ProofPort.none();
        }
        return StreamsProof.start(spec, blue, green, topics.values(), state.resolve("validator"), connect);
    }
}
