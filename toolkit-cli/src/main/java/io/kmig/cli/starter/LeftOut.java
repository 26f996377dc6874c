package io.kmig.cli.starter;

import io.kmig.core.estate.GroupFacts;
import java.util.Optional;
import java.util.regex.Pattern;

/** What on blue is not part of the estate that moves, and why. */
final class LeftOut {
    private static final Pattern MIRROR_TOPIC =
            Pattern.compile("heartbeats|.*\\.checkpoints\\.internal|.*[-.]offset-syncs\\..*internal|mm2-.*\\.internal");
    private static final Pattern CONNECT_TOPIC =
            Pattern.compile("(.*[-._])?connect[-._](.*[-._])?(configs?|offsets?|status(es)?)");

    private LeftOut() {}

    /** Why a topic stays, empty when it goes along. */
    static Optional<String> topic(String name) {
        if (name.startsWith("kmig.")) {
            return Optional.of("kmig's own");
        }
        if (name.startsWith("__")) {
            return Optional.of("internal to Kafka");
        }
        if (MIRROR_TOPIC.matcher(name).matches()) {
            return Optional.of("internal to a MirrorMaker");
        }
        if (CONNECT_TOPIC.matcher(name).matches()) {
            return Optional.of("internal to Connect workers, by its name");
        }
        return Optional.empty();
    }

    /** Why a group stays, empty when it goes along. */
    static Optional<String> group(GroupFacts group) {
        if (group.name().startsWith("kmig.")) {
            return Optional.of("kmig's own");
        }
        if (group.name().startsWith("connect-")) {
            return Optional.of(
                    "a sink connector's; to move it, describe a client whose hooks stop and start the connector");
        }
        if (group.name().isEmpty()) {
            return Optional.of("a group without a name cannot be addressed");
        }
        if (group.kind().equals("share")) {
            return Optional.of("a share group has no position that could be translated");
        }
        return Optional.empty();
    }
}
