package io.kmig.ledger.judge;

import io.kmig.ledger.record.ClientRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Missing records are found as bits; where they once were has to be looked up again, for those that will be listed. */
final class MissingRecords {
    private record Key(String producer, long seq) {}

    private record Missing(Finding.Kind kind, String who, Line line, int seq, String detail) {}

    private final FindingList findings;
    private final int perKind;
    private final List<Missing> missing = new ArrayList<>();
    private final Map<Finding.Kind, Integer> taken = new HashMap<>();

    MissingRecords(FindingList findings, int perKind) {
        this.findings = findings;
        this.perKind = perKind;
    }

    void add(Finding.Kind kind, String who, Line line, int seq, String detail) {
        if (taken.merge(kind, 1, Integer::sum) <= perKind) missing.add(new Missing(kind, who, line, seq, detail));
    }

    void locate(Evidence evidence) {
        if (missing.isEmpty()) return;
        Set<Key> wanted = new HashSet<>();
        for (Missing m : missing) wanted.add(new Key(m.line.producer, m.seq));
        Map<Key, ClientRow.Acked> acks = new HashMap<>();
        evidence.rows((client, row) -> {
            if (!(row instanceof ClientRow.Acked acked)) return;
            Key key = new Key(client, acked.seq());
            if (wanted.contains(key)) acks.put(key, acked);
        });
        for (Missing m : missing) {
            ClientRow.Acked ack = acks.get(new Key(m.line.producer, m.seq));
            findings.add(new Finding(
                    m.kind,
                    m.who,
                    m.line.topic,
                    ack == null ? null : Integer.valueOf(ack.partition()),
                    ack == null ? null : Long.valueOf(ack.offset()),
                    ack == null ? m.line.keyOf(m.seq) : ack.key(),
                    m.line.producer,
                    (long) m.seq,
                    m.detail
                            + (ack == null
                                    ? "; visible, though its acknowledgement never came"
                                    : "; acknowledged by " + ack.cluster().label())));
        }
    }
}
