package io.kmig.ledger.judge;

import java.util.List;

/**
 * One consumer group's part.
 *
 * @param expected distinct records it had to process: acknowledged or visible, and not before its first position
 * @param processed records processed, repetitions included
 * @param superseded not processed, but on a compacted topic and followed by a later record of the key
 * @param foreign processed though nobody can have written them
 */
public record GroupLedger(
        String group,
        List<String> clients,
        long expected,
        long processed,
        long lost,
        long duplicated,
        long reordered,
        long superseded,
        long foreign) {}
