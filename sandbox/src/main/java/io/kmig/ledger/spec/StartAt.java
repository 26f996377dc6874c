package io.kmig.ledger.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Where a group without a position begins, the very first time only. Later a missing position is an error: the demo's
 * consumers never jump silently.
 */
public enum StartAt {
    @JsonProperty("earliest")
    EARLIEST,
    @JsonProperty("latest")
    LATEST
}
