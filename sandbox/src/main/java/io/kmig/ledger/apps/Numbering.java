package io.kmig.ledger.apps;

import io.kmig.ledger.record.ClientRow;
import io.kmig.ledger.record.Payload;
import io.kmig.ledger.record.RecordFile;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers a producer's records, over all its starts and clusters. Blocks are reserved in the record file before they
 * are used, so that after a kill nothing that may have been sent is numbered a second time.
 */
final class Numbering {
    static final int BLOCK = 1000;

    private record TopicKey(String topic, String key) {}

    private final String producer;
    private final RecordFile file;
    private final Map<TopicKey, Long> keySeqs = new HashMap<>();
    private long keySeqFloor;
    private long next;
    private long reservedUpTo;

    Numbering(String producer, RecordFile file) {
        this.producer = producer;
        this.file = file;
    }

    /** Takes up after an earlier life of the host, row by row. */
    void recall(ClientRow row) {
        if (row instanceof ClientRow.Reserved reserved) {
            reservedUpTo = Math.max(reservedUpTo, reserved.upTo());
            next = reservedUpTo;
            // per key never more than per producer, so this is past every number of every key
            keySeqFloor = reservedUpTo;
        }
    }

    synchronized Payload next(String topic, String key) {
        if (next >= reservedUpTo) {
            reservedUpTo = next + BLOCK;
            long upTo = reservedUpTo;
            file.append(stamp -> new ClientRow.Reserved(stamp, upTo));
            file.flush();
        }
        long keySeq = keySeqs.merge(new TopicKey(topic, key), keySeqFloor, (before, floor) -> before + 1);
        return new Payload(producer, next++, keySeq);
    }
}
