package io.kmig.cli.view;

import io.kmig.cli.document.SinkDocument;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sinks and how far they are, as tables. */
public final class SinkView {
    public String human(SinkDocument document) {
        return document.sinks().stream().map(SinkView::sink).collect(Collectors.joining("\n\n"));
    }

    private static String sink(SinkDocument.Sink sink) {
        StringBuilder text = new StringBuilder(sink.database() + " (" + sink.direction() + "): " + sink.connector()
                + " " + (sink.state() == null ? "is not deployed" : "is " + sink.state()) + ", " + far(sink));
        sink.tasks().forEach(t -> text.append("\n  task ")
                .append(t.id())
                .append(' ')
                .append(t.state())
                .append(" on ")
                .append(t.worker())
                .append(t.trace() == null ? "" : ": " + t.trace()));
        boolean ended = sink.handedOffAt() != null;
        Columns table = ended
                ? new Columns("TOPIC", "PARTITION#", "APPLIED#", "HAND-OFF#", "END#")
                : new Columns("TOPIC", "PARTITION#", "APPLIED#", "END#");
        sink.partitions().forEach(p -> {
            if (ended) {
                table.row(p.topic(), p.partition(), shown(p.applied()), shown(p.handOff()), p.end());
            } else {
                table.row(p.topic(), p.partition(), shown(p.applied()), p.end());
            }
        });
        return text + (table.isEmpty() ? "" : "\n" + table);
    }

    private static String far(SinkDocument.Sink sink) {
        Long behind = sink.behind();
        if (behind == null) {
            return "how far is not known: " + sink.note();
        }
        if (sink.handedOffAt() == null) {
            return behind + " offsets behind" + (behind > 0 ? " (a transaction's markers count)" : "");
        }
        String handOff = "the hand-off of " + sink.handedOffAt().truncatedTo(ChronoUnit.SECONDS);
        return Boolean.TRUE.equals(sink.appliedAll())
                ? "it has applied all that was its to apply, up to " + handOff + "; what came after is green's own"
                : behind + " offsets below " + handOff + " are not applied";
    }

    private static Object shown(@Nullable Long value) {
        return value == null ? "-" : value;
    }
}
