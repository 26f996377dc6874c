package io.kmig.cli.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Holds what {@code kmig init} is told against the same rules as kmig.yaml: what would be refused there is not written. */
public final class StarterCheck {
    /** Sound in itself, so that only what was told can be wrong. */
    private static final String REST = """
            version: 1
            migration: migration
            blue: {bootstrap: "blue.example:9092"}
            green: {bootstrap: "green.example:9092"}
            connect: {green: {url: "http://connect.example:8083"}}
            replication: {topics: {include: [".*"]}}
            """;

    private static final Map<String, String> KEYS = Map.of(
            "--name", "/migration",
            "--blue", "/blue/bootstrap",
            "--green", "/green/bootstrap",
            "--connect", "/connect/green/url");

    private StarterCheck() {}

    /** @param options those that were given, by name: --name, --blue, --green, --connect */
    public static void check(Map<String, String> options) {
        Findings findings = new Findings();
        YamlDocument document = YamlParser.file("kmig init", REST, findings).orElseThrow(findings::asException);
        for (String option : List.of("--name", "--blue", "--green", "--connect")) {
            String value = options.get(option);
            if (value != null) {
                document.override(
                                JsonPointer.compile(KEYS.getOrDefault(option, "")),
                                JsonNodeFactory.instance.textNode(value),
                                Place.in(option))
                        .ifPresent(why -> findings.add(Place.in(option), "", why, "see kmig init --help"));
            }
        }
        new SchemaCheck(ConfigSchema.shipped()).check(document, findings);
        Description description = new Description(document, Path.of("").toAbsolutePath());
        List.of(new AddressRule(), new SecretRule()).forEach(rule -> rule.check(description, findings));
        if (findings.any()) {
            throw findings.asException();
        }
    }
}
