package io.kmig.core.estate;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that is not decided on a partition: no read_committed reader gets past its beginning.
 *
 * @param offset where it begins
 * @param coordinatorEpoch of the last marker of its producer, -1 when there was none
 * @param lastWrite of its producer
 * @param transactionalId null when no coordinator names one
 */
public record OpenTransaction(
        Tp partition,
        long offset,
        long producerId,
        int producerEpoch,
        int coordinatorEpoch,
        Instant lastWrite,
        @Nullable String transactionalId,
        Owner owner) {
    /** Who will decide it. */
    public enum Owner {
        /** A coordinator has it open on this partition: its client goes on, or it times out. */
        COORDINATOR,
        /** No coordinator has: it stays open for ever (KIP-664). */
        NOBODY,
        /** The broker is too old to be asked (before 3.0), or kmig may not describe every transactional id. */
        UNKNOWN
    }

    public boolean hanging() {
        return owner == Owner.NOBODY;
    }

    /** With all that helps to find its client. */
    public String describe() {
        String who = transactionalId == null ? "" : "transactional id " + transactionalId + ", ";
        String fate =
                switch (owner) {
                    case COORDINATOR -> "";
                    case NOBODY -> ", hanging: no coordinator knows it";
                    case UNKNOWN ->
                        ", whether anybody will end it is not for kmig to see (broker before 3.0, or no Describe on every transactional id)";
                };
        return String.format(
                Locale.ROOT,
                "%s: %sproducer id %d, epoch %d, open since offset %d, last write %s%s",
                partition,
                who,
                producerId,
                producerEpoch,
                offset,
                lastWrite,
                fate);
    }
}
