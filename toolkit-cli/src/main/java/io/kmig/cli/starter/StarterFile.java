package io.kmig.cli.starter;

import io.kmig.core.estate.Estate;
import io.kmig.core.estate.GroupFacts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Text of a commented kmig.yaml for what was found on blue. The text is valid as it is, so that it can be tried. */
public final class StarterFile {
    private static final String UNKNOWN_GREEN = "green.example:9092";
    private static final String UNKNOWN_CONNECT = "http://connect.example:8083";

    /** Beside the file; the modeline takes a path relative to it. */
    public static final String SCHEMA = "kmig.schema.json";

    /** Left-out names shown in a comment; the rest is counted. */
    private static final int SHOWN = 20;

    /**
     * How to reach a side.
     *
     * @param properties name of its client properties file relative to kmig.yaml, null for none
     */
    public record Side(String bootstrap, @Nullable String properties) {}

    /**
     * What is known before anything was described.
     *
     * @param migration a name that fits the pattern for migrations
     * @param green empty when the operator has not named it yet; a placeholder is written
     * @param connectUrl REST address of the workers beside green, empty for a placeholder
     */
    public record Known(
            String migration, Side blue, Optional<Side> green, Optional<String> connectUrl, Estate estate) {}

    private final Known known;
    private final StringBuilder text = new StringBuilder();

    private StarterFile(Known known) {
        this.known = known;
    }

    public static String text(Known known) {
        StarterFile file = new StarterFile(known);
        file.head();
        file.replication();
        file.clients();
        file.rest();
        return file.text.toString();
    }

    private void head() {
        line("# yaml-language-server: $schema=./" + SCHEMA);
        line("# kmig.yaml: one migration from blue (left) to green (entered). Every key: docs/kmig-yaml.md");
        line("# Written from what blue shows. Lines marked TODO hold what no cluster can tell.");
        line("version: 1");
        line("migration: " + YamlText.quoted(known.migration()));
        line("");
        line("# Passwords and keys belong into the properties files, as references only: ${env:NAME},");
        line("# ${file:/path:key} or ${dir:/path:file}. Connect workers resolve the same references themselves.");
        side("blue", known.blue());
        if (known.green().isEmpty()) {
            line("# TODO the new cluster's bootstrap servers; the name below is a placeholder");
        }
        side("green", known.green().orElse(new Side(UNKNOWN_GREEN, null)));
        line("");
        line("connect:");
        line("  # Kafka Connect beside green: runs the mirror. manager: rest, the only one this version drives");
        if (known.connectUrl().isEmpty()) {
            line("  # TODO its REST address; the one below is a placeholder");
        }
        line("  green: {url: " + YamlText.quoted(known.connectUrl().orElse(UNKNOWN_CONNECT)) + ", manager: rest}");
        line("");
    }

    private void side(String label, Side side) {
        line(label + ":");
        line("  bootstrap: " + YamlText.quoted(side.bootstrap()));
        if (side.properties() == null) {
            line("  # properties: " + label + ".properties   # security settings, when the cluster asks for them");
        } else {
            line("  properties: " + YamlText.quoted(side.properties()));
        }
    }

    private void replication() {
        List<String> included = new ArrayList<>();
        SortedMap<String, String> leftOut = new TreeMap<>();
        known.estate().topics().keySet().forEach(topic -> LeftOut.topic(topic)
                .ifPresentOrElse(why -> leftOut.put(topic, why), () -> included.add(topic)));
        List<String> patterns = TopicPatterns.of(included);
        line("replication:");
        line("  topics:");
        line("    # " + count(included.size(), "topic") + " found on blue. Each pattern must match a whole name;"
                + " a topic created later goes along if it matches.");
        line("    include:");
        patterns.forEach(pattern -> line("      - " + YamlText.quoted(pattern)));
        if (!leftOut.isEmpty()) {
            line("    # Left out, because they belong to machinery and not to applications:");
            comment("    ", leftOut);
        }
        line("    exclude: " + YamlText.list(excluded(leftOut, patterns)));
        line("  groups:");
        line("    include: " + YamlText.list(List.of(everyGroup())));
        line("  exactlyOnce: true   # the workers need exactly.once.source.support=enabled");
        line("  throttle: null      # this version does not carry it out: the mirror runs unthrottled");
        line("");
        line("validation: {mode: auto, from: earliest}");
        line("");
        line("databases: []   # tables fed from topics by a sink: see docs/kmig-yaml.md");
        line("");
    }

    /** A dot matches no line break, and a group id may hold one; everybody else is spared the flag. */
    private String everyGroup() {
        boolean plain = known.estate().groups().keySet().stream().allMatch(id -> id.matches(".*"));
        return plain ? ".*" : "(?s).*";
    }

    /** Left-out topics that a pattern would bring back; kmig's own need no mention, they never go along. */
    private static List<String> excluded(Map<String, String> leftOut, List<String> patterns) {
        return leftOut.keySet().stream()
                .filter(topic -> !topic.startsWith("kmig."))
                .filter(topic -> patterns.stream().anyMatch(pattern -> Pattern.matches(pattern, topic)))
                .map(TopicPatterns::literal)
                .toList();
    }

    private void clients() {
        SortedMap<String, GroupFacts> moving = new TreeMap<>();
        SortedMap<String, String> leftOut = new TreeMap<>();
        known.estate().groups().values().forEach(group -> LeftOut.group(group)
                .ifPresentOrElse(why -> leftOut.put(group.name(), why), () -> moving.put(group.name(), group)));
        line("# " + count(moving.size(), "consumer group") + " found on blue, each taken for one application.");
        line("# TODO produces: Kafka does not record who writes which topic. List the topics each application writes;");
        line("#      applications that only write have no group, so they are missing here altogether: add them.");
        line(
                "# TODO reads: applications that keep their positions themselves (assign()) have no group either: add them, and");
        line("#      list the topics they read. kmig can't carry such positions, and then says so.");
        line(
                "# TODO stop and start: a program ({exec: [./stop, NAME]}, relative to this file) or {manual: \"what to do\"}.");
        line("# TODO transactionalIds: list those of applications that write in transactions.");
        if (!leftOut.isEmpty()) {
            line("# Groups left out:");
            comment("", leftOut);
        }
        if (moving.isEmpty()) {
            line("clients: []");
        } else {
            line("clients:");
            Set<String> names = new HashSet<>();
            moving.values().forEach(group -> client(group, clientName(group.name(), names)));
        }
        line("");
    }

    private void client(GroupFacts group, String name) {
        line("  # " + group.kind().replaceAll("[^a-z]", "") + " group, "
                + group.state().replaceAll("[^A-Z_]", "") + ", "
                + count(group.members(), "member") + ", positions in "
                + count(group.offsets().size(), "partition"));
        line("  - name: " + YamlText.quoted(name));
        line("    groups: " + YamlText.list(List.of(group.name())));
        line("    produces: []   # TODO");
        line("    stop: {manual: " + YamlText.quoted("stop " + name + " and confirm when its last instance is gone")
                + "}   # TODO");
        line("    start: {manual: "
                + YamlText.quoted("start " + name + " on the named cluster and confirm when it runs") + "}   # TODO");
        line("    timeout: 60s");
    }

    /** A group id may hold anything and be of any length, a client's name not; two ids may come out as one name. */
    private static String clientName(String group, Set<String> taken) {
        String cleaned = group.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[^A-Za-z0-9]+", "");
        String base = cleaned.isEmpty() ? "client" : cleaned.substring(0, Math.min(90, cleaned.length()));
        String name = base;
        for (int i = 2; !taken.add(name); i++) {
            name = base + "-" + i;
        }
        return name;
    }

    private void rest() {
        line("cutover:");
        line("  mode: fenced          # the only one this version carries out");
        line("  fence: [hook]         # stop hooks, then proof that nothing is written any more");
        line("  maxWritePause: 30s    # longer, and the unit goes back to blue");
        line("  onFailure: pause      # a unit that did not move is started on blue again, and the cutover stops");
        line("  soak: 24h             # not used by this version: the way back is kept until you remove it");
        line("");
        line("report: {dir: ./report}");
    }

    private void comment(String indent, SortedMap<String, String> leftOut) {
        leftOut.entrySet().stream()
                .limit(SHOWN)
                .forEach(entry -> line(indent + "#   " + YamlText.quoted(entry.getKey()) + ": " + entry.getValue()));
        if (leftOut.size() > SHOWN) {
            line(indent + "#   and " + (leftOut.size() - SHOWN) + " more");
        }
    }

    private static String count(int number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
