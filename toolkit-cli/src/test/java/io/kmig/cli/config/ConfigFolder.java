package io.kmig.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A directory with a kmig.yaml and what it refers to. */
record ConfigFolder(Path dir) {
    static final String CANARY = "cAnaRy-7f3x";

    static String resource(String name) throws IOException {
        try (InputStream in = ConfigFolder.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    ConfigFolder with(String name, String text) throws IOException {
        Files.writeString(dir.resolve(name), text);
        return this;
    }

    ConfigFolder withPrograms(String... names) throws IOException {
        for (String name : names) {
            Path program = Files.writeString(dir.resolve(name), "#!/bin/sh\n");
            assertThat(program.toFile().setExecutable(true)).isTrue();
        }
        return this;
    }

    Path yaml() {
        return dir.resolve("kmig.yaml");
    }

    KmigException refused(String yaml, Overrides overrides) throws IOException {
        with("kmig.yaml", yaml);
        KmigException refused =
                catchThrowableOfType(KmigException.class, () -> new ConfigReader().read(yaml(), overrides));
        assertThat(refused).as("refusal of%n%s", yaml).isNotNull();
        assertThat(everythingIn(refused)).doesNotContain(CANARY);
        return refused;
    }

    /** What is observed, with the file's own name instead of its path. */
    List<String> observed(String yaml) throws IOException {
        return observed(yaml, Overrides.none());
    }

    List<String> observed(String yaml, Overrides overrides) throws IOException {
        return refused(yaml, overrides).problems().stream()
                .map(problem -> local(problem.observed()))
                .toList();
    }

    String local(String text) {
        return text.replace(dir + "/", "");
    }

    private static String everythingIn(KmigException thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        for (Problem problem : thrown.problems()) {
            text.append(problem.toString());
        }
        return text.toString();
    }
}
