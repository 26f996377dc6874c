package io.kmig.cli.session;

import io.kmig.core.migration.SinkHandOff;
import io.kmig.core.migration.Sinks;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What {@code kmig sink} does, each on an opened session. */
public final class SinkOperations {
    /** @return what deploying came to, by database */
    public Map<String, Sinks.Deployed> deploy(Session session, Optional<String> name) {
        Sinks sinks = sinks(session);
        Set<String> onGreen = SinkHandOff.of(session.spec(), session.history()).keySet();
        Map<String, Sinks.Deployed> done = new TreeMap<>();
        sinks.named(name).forEach(d -> done.put(d.name(), sinks.deploy(d, onGreen.contains(d.name()))));
        return done;
    }

    /**
     * A database's sinks.
     *
     * @param handOff when its clients write the green side
     * @param wayBack of the same database; empty while its clients write the blue side
     */
    public record Status(Sinks.Standing sink, Optional<SinkHandOff> handOff, Optional<Sinks.Standing> wayBack) {}

    public List<Status> status(Session session, Optional<String> name) {
        Sinks sinks = sinks(session);
        Map<String, SinkHandOff> handedOff = SinkHandOff.of(session.spec(), session.history());
        return sinks.named(name).stream()
                .map(d -> {
                    Optional<SinkHandOff> handOff = Optional.ofNullable(handedOff.get(d.name()));
                    return new Status(sinks.look(d), handOff, handOff.flatMap(h -> sinks.wayBack(d)));
                })
                .toList();
    }

    /** @return whether there was one */
    public boolean delete(Session session, String name) {
        Sinks sinks = sinks(session);
        return sinks.named(Optional.of(name)).stream().allMatch(sinks::delete);
    }

    private static Sinks sinks(Session session) {
        return new Sinks(session.spec(), session.estates(), session.pacer());
    }
}
