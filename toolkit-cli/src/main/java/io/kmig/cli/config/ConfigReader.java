package io.kmig.cli.config;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.spec.MigrationSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads kmig.yaml and the client properties files it names. Either returns a description that is sound as far as files
 * can tell, or reports every finding at once.
 *
 * <p>Contacts nothing and resolves no secret. That blue and green really are two clusters, or that a worker can resolve a
 * reference, is for {@code kmig plan} and the workers to say.
 */
public final class ConfigReader {
    private static final List<Rule> RULES = List.of(
            new AddressRule(),
            new PatternRule(),
            new ClientRule(),
            new DatabaseRule(),
            new HookRule(),
            new SecretRule());

    public MigrationSpec read(Path kmigYaml) {
        return read(kmigYaml, Overrides.none());
    }

    /**
     * @throws KmigException CONFIG_NOT_FOUND, or CONFIG_INVALID with one problem per finding
     */
    public MigrationSpec read(Path kmigYaml, Overrides overrides) {
        Path file = kmigYaml.toAbsolutePath().normalize();
        if (!Files.isRegularFile(file)) {
            throw new KmigException(new Problem(
                    ErrorCode.CONFIG_NOT_FOUND,
                    kmigYaml + (Files.exists(file) ? " is not a file" : " does not exist"),
                    Findings.UNCHANGED,
                    "kmig init --blue HOST:PORT -f " + kmigYaml));
        }
        Findings findings = new Findings();
        Place place = Place.in(kmigYaml.toString());
        YamlDocument document = YamlParser.file(place.source(), text(file, place, findings), findings)
                .orElseThrow(findings::asException);
        overrides.applyTo(document, findings);
        new SchemaCheck(ConfigSchema.shipped()).check(document, findings);
        Path directory = file.resolveSibling("");
        Description description = new Description(document, directory);
        RULES.forEach(rule -> rule.check(description, findings));
        ClientProperties properties = ClientProperties.load(description, findings);
        if (findings.any()) {
            throw findings.asException();
        }
        return new SpecMapper(directory, properties).map(document.root());
    }

    private static String text(Path file, Place place, Findings findings) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (CharacterCodingException otherEncoding) {
            findings.add(place, "", "not UTF-8", "save the file as UTF-8");
        } catch (IOException unreadable) {
            findings.add(place, "", "cannot be read by this user", "chmod u+r " + file);
        }
        throw findings.asException();
    }
}
