package io.kmig.adapter.connect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** What a worker answered: the status, the JSON body (missing when there was none), and its message on an error. */
record Answer(int status, JsonNode body, String message) {
    boolean ok() {
        return status >= 200 && status < 300;
    }

    boolean says(String words) {
        return message.toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT));
    }

    /**
     * Workers answer 409 while the group rebalances, and also when a connector of that name exists. Where a worker does
     * not forward the request (reading a config, for one) the same RebalanceNeededException comes out as 500.
     */
    boolean rebalancing() {
        return (status == 409 && !says("already exists")) || (status == 500 && says("a rebalance is expected"));
    }
}
