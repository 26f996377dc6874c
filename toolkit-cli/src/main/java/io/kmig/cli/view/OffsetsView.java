package io.kmig.cli.view;

import io.kmig.cli.document.OffsetsDocument;

/** Exact positions as a table. */
public final class OffsetsView {
    public String human(OffsetsDocument offsets) {
        Columns table = new Columns("GROUP", "TOPIC", "PARTITION#", "GREEN OFFSET#", "RESULT", "NOTE");
        offsets.positions()
                .forEach(l -> table.row(
                        l.group(),
                        l.topic(),
                        l.partition(),
                        l.green() == null ? "-" : l.green(),
                        l.result(),
                        l.note() == null ? "" : l.note()));
        return (table.isEmpty() ? "No described group has committed offsets." : table.toString())
                + "\n\n" + offsets.exact() + " exact, " + offsets.bounded() + " bounded, " + offsets.unresolved()
                + " unresolved" + (offsets.onGreen() == 0 ? "" : ", " + offsets.onGreen() + " on green");
    }
}
