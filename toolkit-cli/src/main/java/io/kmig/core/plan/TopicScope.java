package io.kmig.core.plan;

import io.kmig.core.spec.MigrationSpec;
import java.util.List;
import java.util.regex.Pattern;

/** Which of blue's topics and groups belong to the migration. */
public final class TopicScope {
    private final List<Pattern> topicsIn;
    private final List<Pattern> topicsOut;
    private final List<Pattern> groupsIn;
    private final List<Pattern> groupsOut;

    public TopicScope(MigrationSpec spec) {
        topicsIn = compile(spec.replication().topicsInclude());
        topicsOut = compile(spec.replication().topicsExclude());
        groupsIn = compile(spec.replication().groupsInclude());
        groupsOut = compile(spec.replication().groupsExclude());
    }

    /** Topics that kmig, MM2 and the brokers own are never mirrored, whatever the patterns say. */
    public boolean topic(String name) {
        return !owned(name) && any(topicsIn, name) && !any(topicsOut, name);
    }

    public boolean group(String name) {
        return !name.startsWith("kmig.") && any(groupsIn, name) && !any(groupsOut, name);
    }

    /** Names that belong to kmig, MM2 or the brokers: what MM2's replication policy calls internal is never copied. */
    public static boolean owned(String topic) {
        return topic.startsWith("kmig.")
                || topic.startsWith("__")
                || topic.startsWith(".")
                || topic.equals("heartbeats")
                || topic.endsWith(".checkpoints.internal")
                || (topic.startsWith("mm2") && topic.endsWith(".internal"));
    }

    private static List<Pattern> compile(List<String> patterns) {
        return patterns.stream().map(Pattern::compile).toList();
    }

    private static boolean any(List<Pattern> patterns, String name) {
        return patterns.stream().anyMatch(p -> p.matcher(name).matches());
    }
}
