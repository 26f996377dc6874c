package io.kmig.adapter.validator;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.kmig.validator.report.JUnitXml;
import io.kmig.validator.report.MismatchLines;
import io.kmig.validator.report.Summary;
import io.kmig.validator.verdict.Verdict;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** A verdict as files for people and for CI; each is replaced in one step. */
final class VerdictFiles {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private interface Content {
        void to(Writer out) throws IOException;
    }

    private final Path directory;

    VerdictFiles(Path directory) {
        this.directory = directory;
    }

    void write(Verdict verdict, MismatchLines.Keys keys, boolean clearKeys) throws IOException {
        Files.createDirectories(directory);
        Summary summary = Summary.of(verdict);
        replace("junit.xml", out -> JUnitXml.write(verdict, out));
        replace("summary.md", out -> out.write(summary.markdown()));
        replace("verdict.json", out -> out.write(JSON.writeValueAsString(summary) + "\n"));
        // a new salt each time: keys can be told apart within one report and looked up nowhere else
        replace(
                "mismatches.ndjson",
                out -> new MismatchLines(keys, clearKeys, UUID.randomUUID().toString()).write(verdict.problems(), out));
    }

    private void replace(String name, Content content) throws IOException {
        Path next = directory.resolve(name + ".next");
        try (Writer out = Files.newBufferedWriter(next)) {
            content.to(out);
        }
        Files.move(next, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
