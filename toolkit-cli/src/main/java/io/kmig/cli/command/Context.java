package io.kmig.cli.command;

import io.kmig.cli.demo.Demo;
import io.kmig.cli.document.Documents;
import io.kmig.cli.document.ReportDocument;
import io.kmig.cli.report.ReportFiles;
import io.kmig.cli.session.Operations;
import io.kmig.cli.session.Session;
import io.kmig.cli.session.Sessions;
import io.kmig.cli.view.Terminal;
import io.kmig.core.journal.Entry;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What every command is given.
 *
 * @param home the installation, where the launcher and Kafka's class paths are
 */
public record Context(
        Terminal terminal,
        Documents documents,
        Sessions sessions,
        Operations operations,
        Path home,
        Supplier<Demo> demo) {

    /** Keeps report.json and report.html true after every unit, so that a kill leaves evidence. */
    Operations.Reporter reporter(Session session) {
        ReportFiles files = new ReportFiles(documents, session.pacer()::now);
        return new Operations.Reporter() {
            @Override
            public void requireWritable() {
                ReportDocument.requireWritable(session.spec().reportDir());
            }

            @Override
            public void report(Set<String> units, List<Entry> entries) {
                files.write(
                        ReportDocument.of(session.spec().name(), entries, units),
                        session.spec().reportDir());
            }
        };
    }

    Session open(KmigCommand root) {
        terminal.progress("reaching blue, green and the workers …");
        return sessions.open(root.file, root.overrides);
    }
}
