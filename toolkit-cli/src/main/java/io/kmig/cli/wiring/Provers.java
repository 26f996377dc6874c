package io.kmig.cli.wiring;

import io.kmig.adapter.validator.PartialProof;
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
import java.util.Optional;
import java.util.TreeMap;

/** Starts the validator over what can be compared. */
final class Provers {
    private static final String CHANGED_HANDS = "topics that changed hands before are not compared by this version";

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
        Map<String, String> left = new TreeMap<>();
        history.onceHandedOff().forEach(t -> left.put(t, CHANGED_HANDS));
        topics.keySet().removeAll(left.keySet());
        // the validator names these itself
        Map<String, String> unfit = new TreeMap<>();
        topics.values().forEach(t -> StreamsProof.unfit(t).ifPresent(why -> unfit.put(t.name(), why)));
        left.putAll(unfit);
        if (unfit.size() == topics.size()) {
            return new PartialProof(Optional.empty(), left);
        }
        return new PartialProof(
                Optional.of(
                        StreamsProof.start(spec, blue, green, topics.values(), state.resolve("validator"), connect)),
                left);
    }
}
