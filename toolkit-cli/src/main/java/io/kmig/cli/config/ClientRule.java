package io.kmig.cli.config;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Names are unique, and whatever a client reads with or writes to goes along to green. */
final class ClientRule implements Rule {
    @Override
    public void check(Description description, Findings findings) {
        uniqueNames("/clients", description, findings);
        uniqueNames("/databases", description, findings);
        for (JsonPointer client : description.entries(JsonPointer.compile("/clients"))) {
            goesAlong(client.appendProperty("produces"), "topics", "topic", description, findings);
            goesAlong(client.appendProperty("reads"), "topics", "topic", description, findings);
            goesAlong(client.appendProperty("groups"), "groups", "group", description, findings);
            movesSomething(client, description, findings);
        }
    }

    private static void uniqueNames(String list, Description description, Findings findings) {
        Map<String, JsonPointer> seen = new HashMap<>();
        for (JsonPointer entry : description.entries(JsonPointer.compile(list))) {
            JsonPointer at = entry.appendProperty("name");
            Optional<Description.Text> name = description.text(at);
            JsonPointer first =
                    name.map(text -> seen.putIfAbsent(text.value(), at)).orElse(null);
            if (name.isPresent() && first != null) {
                findings.add(
                        description.yaml().placeOf(at),
                        at,
                        Shown.quoted(name.get().value()) + " is also the name of " + Findings.dotted(first.head())
                                + " (" + description.yaml().placeOf(first) + ")",
                        "give each its own name");
            }
        }
    }

    private static void movesSomething(JsonPointer client, Description description, Findings findings) {
        boolean nothing = List.of("groups", "reads", "produces", "transactionalIds", "databases").stream()
                .allMatch(key ->
                        description.yaml().root().at(client.appendProperty(key)).isEmpty());
        boolean wellFormed = description.yaml().root().at(client).isObject();
        if (nothing && wellFormed) {
            findings.add(
                    description.yaml().placeOf(client),
                    client,
                    "reads nothing, and writes no topic and no database, so there is nothing to move",
                    "add groups: [\"…\"], reads: [\"…\"] or produces: [\"…\"], or remove the client");
        }
    }

    private static void goesAlong(
            JsonPointer list, String section, String what, Description description, Findings findings) {
        Optional<List<Pattern>> include = patterns("/replication/" + section + "/include", description);
        Optional<List<Pattern>> exclude = patterns("/replication/" + section + "/exclude", description);
        for (Description.Text name : description.texts(list)) {
            String shown = Shown.quoted(name.value());
            Place place = description.yaml().placeOf(name.at());
            if (name.value().startsWith("kmig.")) {
                findings.add(place, name.at(), shown + " is a name of kmig's own", "remove it");
            } else if (exclude.isPresent() && matches(exclude.get(), name.value())) {
                findings.add(
                        place,
                        name.at(),
                        "the " + what + " " + shown + " is excluded from replication",
                        "correct the name, or correct replication." + section + ".exclude");
            } else if (include.isPresent() && !include.get().isEmpty() && !matches(include.get(), name.value())) {
                findings.add(
                        place,
                        name.at(),
                        "the " + what + " " + shown + " is not replicated, so it would be left behind",
                        "correct the name, or add it to replication." + section + ".include");
            }
        }
    }

    private static boolean matches(List<Pattern> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    /** Empty when one of them does not compile: then nobody can say what it was meant to match. */
    private static Optional<List<Pattern>> patterns(String at, Description description) {
        try {
            return Optional.of(description.texts(at).stream()
                    .map(text -> Pattern.compile(text.value()))
                    .toList());
        } catch (PatternSyntaxException broken) {
            return Optional.empty();
        }
    }
}
