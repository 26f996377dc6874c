package io.kmig.cli.report;

import io.kmig.cli.document.Documents;
import io.kmig.cli.document.ReportDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes report.json and, from the same document, report.html. Each replaces its predecessor in one step, so that a
 * kill leaves whole files; one that falls between the two leaves a page that is a stage older, and whose hash says so.
 */
public final class ReportFiles {
    private final Documents documents;
    private final InstantSource clock;

    public ReportFiles(Documents documents, InstantSource clock) {
        this.documents = documents;
        this.clock = clock;
    }

    /** @return report.json */
    public Path write(ReportDocument document, Path directory) {
        String json = documents.json(document) + "\n";
        try {
            Files.createDirectories(directory);
            Path file = replace(directory.resolve("report.json"), json);
            writePage(document, directory.resolve("report.html"), json);
            return file;
        } catch (IOException e) {
            throw ReportDocument.unwritable(directory, "what was to be reported stands, and is in the journal", e);
        }
    }

    private void writePage(ReportDocument document, Path page, String json) throws IOException {
        String html;
        try {
            Origin origin =
                    new Origin(version(), clock.instant(), HexFormat.of().formatHex(PageRenderer.sha256(json)));
            html = new PageRenderer().render(ReportPage.of(document, documents.tree(document.ledger()), origin));
        } catch (RuntimeException e) {
            // it is called between the units of a migration: a page must not stop one, and an old page would mislead
            log().warn("report.html could not be made; report.json is whole", e);
            Files.deleteIfExists(page);
            return;
        }
        replace(page, html);
    }

    private static Logger log() {
        return LoggerFactory.getLogger(ReportFiles.class);
    }

    private static Path replace(Path file, String text) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, text);
        return Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String version() {
        String version = ReportFiles.class.getPackage().getImplementationVersion();
        return version == null ? "(development)" : version;
    }
}
