package io.kmig.cli.view;

import io.kmig.cli.document.SinkDocument;
import java.util.stream.Collectors;

/** Sinks and how far they are, as tables. */
public final class SinkView {
    public String human(SinkDocument document) {
        return document.sinks().stream().map(SinkView::sink).collect(Collectors.joining("\n\n"));
    }

    private static String sink(SinkDocument.Sink sink) {
        StringBuilder text = new StringBuilder(sink.database() + ": " + sink.connector() + " "
                + (sink.state() == null ? "is not deployed" : "is " + sink.state()) + ", " + sink.behind()
                + " offsets behind");
        sink.tasks().forEach(t -> text.append("\n  task ")
                .append(t.id())
                .append(' ')
                .append(t.state())
                .append(" on ")
                .append(t.worker())
                .append(t.trace() == null ? "" : ": " + t.trace()));
        Columns table = new Columns("TOPIC", "PARTITION#", "APPLIED#", "END#");
        sink.partitions()
                .forEach(p -> table.row(p.topic(), p.partition(), p.applied() == null ? "-" : p.applied(), p.end()));
        return text + (table.isEmpty() ? "" : "\n" + table);
    }
}
