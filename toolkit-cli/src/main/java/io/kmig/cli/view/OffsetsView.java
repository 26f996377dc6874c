package io.kmig.cli.view;

import io.kmig.cli.document.OffsetsDocument;
import org.jspecify.annotations.Nullable;

/** Exact positions as a table. */
public final class OffsetsView {
    public String human(OffsetsDocument offsets) {
        Columns table = new Columns("GROUP", "TOPIC", "PARTITION#", "BLUE#", "GREEN#", "RESULT", "MM2'S#", "NOTE");
        offsets.positions()
                .forEach(l -> table.row(
                        l.group(),
                        l.topic(),
                        l.partition(),
                        known(l.blue()),
                        known(l.green()),
                        l.result(),
                        known(l.stock()),
                        l.note() == null ? "" : l.note()));
        Columns others = new Columns("NOT CARRIED", "KIND", "TOPICS", "NOTE");
        offsets.notCarried().forEach(n -> others.row(n.name(), n.kind(), String.join(", ", n.topics()), n.note()));
        return (table.isEmpty() ? "No described group has committed offsets." : table.toString())
                + (others.isEmpty() ? "" : "\n\n" + others)
                + "\n\n" + offsets.exact() + " exact, " + offsets.bounded() + " bounded, " + offsets.unresolved()
                + " unresolved" + (offsets.onGreen() == 0 ? "" : ", " + offsets.onGreen() + " on green")
                + (offsets.uncommitted() == 0 ? "" : ", " + offsets.uncommitted() + " uncommitted")
                + (offsets.rereadAvoided() == null
                        ? ""
                        : "; " + offsets.rereadAvoided() + " offsets of re-reading avoided against MM2's checkpoints");
    }

    private static Object known(@Nullable Long offset) {
        return offset == null ? "-" : offset;
    }
}
