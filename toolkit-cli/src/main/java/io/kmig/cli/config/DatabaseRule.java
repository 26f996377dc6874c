package io.kmig.cli.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Clients name databases that are described, and what is described can be reached by kmig and by its sink. */
final class DatabaseRule implements Rule {
    private static final String POSTGRES = "jdbc:postgresql:";
    /** What the sink connector is: settings of these names are kmig's to make. */
    private static final Set<String> OWN =
            Set.of("name", "connector.class", "topics", "topics.regex", "migration", "consumer.override.group.id");

    @Override
    public void check(Description description, Findings findings) {
        Set<String> known = new TreeSet<>();
        for (JsonPointer database : description.entries(JsonPointer.compile("/databases"))) {
            description.text(database.appendProperty("name")).ifPresent(name -> known.add(name.value()));
            sides(database, description, findings);
            properties(database.appendProperty("sink").appendProperty("properties"), description, findings);
        }
        for (JsonPointer client : description.entries(JsonPointer.compile("/clients"))) {
            for (Description.Text name : description.texts(client.appendProperty("databases"))) {
                if (!known.contains(name.value())) {
                    findings.add(
                            description.yaml().placeOf(name.at()),
                            name.at(),
                            "no database is named " + Shown.quoted(name.value()),
                            known.isEmpty()
                                    ? "describe it under databases"
                                    : "write one of " + String.join(", ", known) + ", or describe it under databases");
                }
            }
        }
    }

    private static void sides(JsonPointer database, Description description, Findings findings) {
        Optional<Description.Text> source = url(database, "source", description);
        Optional<Description.Text> sink = url(database, "sink", description);
        for (Optional<Description.Text> url : List.of(source, sink)) {
            url.filter(u -> !u.value().startsWith(POSTGRES))
                    .ifPresent(u -> findings.add(
                            description.yaml().placeOf(u.at()),
                            u.at(),
                            "this version knows PostgreSQL only",
                            "write jdbc:postgresql://HOST:PORT/DATABASE"));
        }
        if (source.isPresent() && sink.isPresent() && same(source.get(), sink.get())) {
            JsonPointer at = sink.get().at();
            findings.add(
                    description.yaml().placeOf(at),
                    at,
                    "source and sink are one database",
                    "write the URL of the database beside green here");
        }
    }

    private static boolean same(Description.Text source, Description.Text sink) {
        return bare(source.value()).equals(bare(sink.value()));
    }

    private static String bare(String url) {
        return url.split("\\?", 2)[0].toLowerCase(Locale.ROOT);
    }

    private static Optional<Description.Text> url(JsonPointer database, String side, Description description) {
        return description.text(database.appendProperty(side).appendProperty("url"));
    }

    private static void properties(JsonPointer at, Description description, Findings findings) {
        JsonNode properties = description.yaml().root().at(at);
        properties.properties().forEach(entry -> {
            boolean ours = OWN.contains(entry.getKey()) || entry.getKey().startsWith("connection.");
            if (ours) {
                JsonPointer key = at.appendProperty(entry.getKey());
                findings.add(description.yaml().placeOf(key), key, "is set by kmig", "remove it");
            }
        });
    }
}
