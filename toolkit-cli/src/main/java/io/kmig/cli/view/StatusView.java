package io.kmig.cli.view;

import io.kmig.cli.document.StatusDocument;
import io.kmig.cli.document.StatusDocument.ConnectorLine;
import io.kmig.cli.document.StatusDocument.MirrorLine;
import io.kmig.cli.document.StatusDocument.UnitLine;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The state of a migration on one screen. */
public final class StatusView {
    private final Terminal terminal;

    public StatusView(Terminal terminal) {
        this.terminal = terminal;
    }

    public String human(StatusDocument status) {
        StringBuilder text = new StringBuilder();
        text.append("Migration ")
                .append(terminal.strong(status.migration()))
                .append(": phase ")
                .append(terminal.strong(status.phase()))
                .append("  (blue ")
                .append(status.blueClusterId())
                .append(" -> green ")
                .append(status.greenClusterId())
                .append(")\n\n");
        Columns units = new Columns("UNIT", "WHERE", "CLIENTS");
        for (UnitLine unit : status.units()) {
            units.row(unit.name(), unit.where(), String.join(", ", unit.clients()));
        }
        section(text, units, "no clients are described in kmig.yaml");
        status.notes()
                .forEach(n ->
                        text.append(terminal.notable("!")).append(" ").append(n).append("\n\n"));
        Columns connectors = new Columns("CONNECTOR", "PURPOSE", "STATE", "TASKS");
        for (ConnectorLine connector : status.connectors()) {
            connectors.row(
                    connector.name(),
                    connector.purpose(),
                    connector.state(),
                    connector.tasks().isEmpty()
                            ? "-"
                            : String.join(" ", connector.tasks())
                                    + (connector.trace() == null ? "" : "  " + connector.trace()));
        }
        section(text, connectors, "no connectors yet");
        Columns mirrors = new Columns("MIRROR", "COPIED#", "OF#", "%#", "BEHIND#", "PER SECOND#", "ETA#");
        for (MirrorLine mirror : status.mirrors()) {
            mirrors.row(
                    mirror.name(),
                    mirror.copied(),
                    mirror.total(),
                    String.format(Locale.ROOT, "%.2f", mirror.percent()),
                    mirror.remaining(),
                    mirror.perSecond() == null ? "-" : String.format(Locale.ROOT, "%.0f", mirror.perSecond()),
                    eta(mirror.etaSeconds()));
        }
        section(text, mirrors, "nothing is mirrored yet");
        Columns proved = new Columns("PROVED", "DIRECTION", "RESULT", "COMPARED#", "UP TO");
        status.proved()
                .forEach(p -> proved.row(
                        p.what(),
                        p.direction(),
                        p.result(),
                        p.count(),
                        p.at().truncatedTo(ChronoUnit.SECONDS) + (p.note() == null ? "" : ", " + p.note())));
        section(text, proved, "nothing is proved yet: kmig validate looks, and kmig cutover asks for it");
        if (status.pendingChanges() > 0) {
            text.append(terminal.notable(
                            PlanView.count(status.pendingChanges(), "change") + " pending on green: kmig plan"))
                    .append("\n");
        }
        if (!status.internalTopics().isEmpty()) {
            text.append("Topics of the mirrors themselves: ")
                    .append(String.join(", ", status.internalTopics()))
                    .append("\n");
        }
        text.append("Next: ").append(status.next());
        return text.toString();
    }

    private static String eta(@Nullable Long seconds) {
        return seconds == null ? "unknown" : seconds == 0 ? "now" : seconds + " s";
    }

    private static void section(StringBuilder text, Columns columns, String otherwise) {
        text.append(columns.isEmpty() ? otherwise : columns.toString()).append("\n\n");
    }
}
