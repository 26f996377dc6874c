package io.kmig.ledger.apps;

import io.kmig.ledger.record.Cluster;
import io.kmig.ledger.spec.AppKind;
import org.jspecify.annotations.Nullable;

/**
 * A client as its host sees it.
 *
 * @param state {@code running}, {@code stopped}, or {@code failed} if it ended by itself
 * @param cluster where it runs, or last ran; null if it never did
 * @param acked counts since the host started
 * @param finished whether a producer has sent all it was to send
 */
public record ClientStatus(
        String name,
        AppKind kind,
        @Nullable String group,
        String state,
        @Nullable Cluster cluster,
        @Nullable String bootstrap,
        long acked,
        long unknown,
        long refused,
        long processed,
        boolean finished,
        @Nullable String lastError) {}
