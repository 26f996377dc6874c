package io.kmig.validator.verdict;

import java.util.UUID;

/**
 * One partition's part of a verdict.
 *
 * @param reason empty for a PASS
 * @param watermark blue's end it speaks of
 * @param verified blue offsets below it are matched or told
 * @param greenRead green offsets below it were compared
 * @param matched records found equal and in order
 * @param prefix the order-sensitive hash of their digests, in hex
 * @param start the first blue offset read
 * @param uncovered offsets of the scope that were gone before they could be read
 * @param unverifiable records that have lost their counterpart that way
 * @param compared of the scope's offsets, how many were compared
 * @param scope how many there are
 */
public record PartitionVerdict(
        String topic,
        int partition,
        Outcome outcome,
        String reason,
        long watermark,
        long verified,
        long greenRead,
        long matched,
        String prefix,
        long start,
        long uncovered,
        long unverifiable,
        long compared,
        long scope,
        UUID blueTopicId,
        UUID greenTopicId) {}
