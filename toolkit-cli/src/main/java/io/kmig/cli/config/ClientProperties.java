package io.kmig.cli.config;

import com.fasterxml.jackson.core.JsonPointer;
import io.kmig.core.estate.Colour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The client properties files of both sides, with references as they are written. */
final class ClientProperties {
    private static final String BOOTSTRAP = "bootstrap.servers";

    private final Map<Colour, Map<String, String>> bySide = new EnumMap<>(Colour.class);

    private ClientProperties() {}

    /** Loads what can be loaded and reports the rest. */
    static ClientProperties load(Description description, Findings findings) {
        ClientProperties loaded = new ClientProperties();
        for (Colour side : Colour.values()) {
            description
                    .text("/" + side.label() + "/properties")
                    .filter(name -> !name.value().isEmpty())
                    .ifPresent(name -> loaded.bySide.put(side, load(side, name, description, findings)));
        }
        return loaded;
    }

    /** Without bootstrap.servers, which kmig.yaml gives. */
    Map<String, String> of(Colour side) {
        return bySide.getOrDefault(side, Map.of());
    }

    private static Map<String, String> load(
            Colour side, Description.Text name, Description description, Findings findings) {
        Path path = description.directory().resolve(name.value());
        Place named = description.yaml().placeOf(name.at());
        try {
            if (!Files.isRegularFile(path)) {
                notThere(name.at(), Shown.quoted(name.value()), Files.exists(path), named, findings);
                return Map.of();
            }
            PropertiesFile file = PropertiesFile.read(path);
            check(side, name.value(), file, description, findings);
            Map<String, String> settings = new LinkedHashMap<>();
            file.settings().forEach(setting -> settings.put(setting.key(), setting.value()));
            settings.remove(BOOTSTRAP);
            return settings;
        } catch (IOException unreadable) {
            findings.add(
                    named, name.at(), Shown.quoted(name.value()) + " cannot be read by this user", "chmod u+r " + path);
            return Map.of();
        }
    }

    private static void notThere(JsonPointer at, String shown, boolean exists, Place place, Findings findings) {
        findings.add(
                place,
                at,
                shown + (exists ? " is not a file" : " does not exist"),
                "create the file beside kmig.yaml, or remove the key when the cluster needs no client settings");
    }

    private static void check(
            Colour side, String name, PropertiesFile file, Description description, Findings findings) {
        file.unreadable()
                .forEach(line -> findings.add(
                        new Place(name, line, 0),
                        "",
                        "a backslash begins an escape that does not exist",
                        "write \\\\ for a backslash"));
        Optional<String> bootstrap =
                description.text("/" + side.label() + "/bootstrap").map(Description.Text::value);
        for (PropertiesFile.Setting setting : file.settings()) {
            Place place = new Place(name, setting.line(), 0);
            SecretFaults.of(setting.key(), setting.value())
                    .forEach(fault -> findings.add(place, setting.key(), fault.what(), fault.remedy()));
            boolean differs = setting.key().equals(BOOTSTRAP)
                    && bootstrap.isPresent()
                    && !setting.value().strip().equals(bootstrap.get().strip());
            if (differs) {
                findings.add(
                        place,
                        setting.key(),
                        "differs from " + side.label() + ".bootstrap in kmig.yaml",
                        "remove the line; " + side.label() + ".bootstrap is the one that counts");
            }
        }
    }
}
