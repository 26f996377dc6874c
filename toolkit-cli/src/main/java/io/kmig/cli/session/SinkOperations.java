package io.kmig.cli.session;

import io.kmig.core.migration.History;
import io.kmig.core.migration.Sinks;
import io.kmig.core.spec.MigrationSpec.DatabaseSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What {@code kmig sink} does, each on an opened session. */
public final class SinkOperations {
    /** @return what deploying came to, by database */
    public Map<String, Sinks.Deployed> deploy(Session session, Optional<String> name) {
        Sinks sinks = sinks(session);
        Set<String> onGreen = handedOver(session);
        Map<String, Sinks.Deployed> done = new TreeMap<>();
        sinks.named(name).forEach(d -> done.put(d.name(), sinks.deploy(d, onGreen.contains(d.name()))));
        return done;
    }

    public List<Sinks.Standing> status(Session session, Optional<String> name) {
        Sinks sinks = sinks(session);
        return sinks.named(name).stream().map(sinks::standing).toList();
    }

    /** @return whether there was one */
    public boolean delete(Session session, String name) {
        Sinks sinks = sinks(session);
        return sinks.named(Optional.of(name)).stream().allMatch(sinks::delete);
    }

    private static Sinks sinks(Session session) {
        return new Sinks(session.spec(), session.estates(), session.pacer());
    }

    /** Databases whose clients write the green side. A unit's name is its clients' names. */
    private static Set<String> handedOver(Session session) {
        Set<String> clients = new History(session.history())
                .handedOff().stream()
                        .flatMap(u -> Arrays.stream(u.split("\\+")))
                        .collect(Collectors.toSet());
        return session.spec().clients().stream()
                .filter(c -> clients.contains(c.name()))
                .flatMap(c -> c.databases().stream())
                .filter(d -> session.spec().databases().stream()
                        .map(DatabaseSpec::name)
                        .anyMatch(d::equals))
                .collect(Collectors.toSet());
    }
}
