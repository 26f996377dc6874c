package io.kmig.sandbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where everything in a running sandbox is; what {@code sandbox.json} holds.
 *
 * @param schemaVersion 1
 * @param startedAt when it was ready, ISO 8601 in UTC
 * @param blueBootstrap blue's bootstrap servers
 * @param blueVersion blue's Kafka version
 * @param greenBootstrap green's bootstrap servers
 * @param greenVersion green's Kafka version
 * @param connectUrls every Connect worker's REST address
 * @param captureUrls every worker's that is on blue and has Debezium; empty without PostgreSQL
 * @param jdbcUrls by database name, {@code blue} and {@code green}; empty without PostgreSQL
 * @param jdbcUser null without PostgreSQL
 * @param jdbcPassword null without PostgreSQL; the file is readable by its owner only
 * @param logDirectory where the processes log
 * @param processes all of them; the first is the one that keeps the others
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SandboxAddresses(
        int schemaVersion,
        String startedAt,
        String blueBootstrap,
        String blueVersion,
        String greenBootstrap,
        String greenVersion,
        List<String> connectUrls,
        List<String> captureUrls,
        Map<String, String> jdbcUrls,
        @Nullable String jdbcUser,
        @Nullable String jdbcPassword,
        String logDirectory,
        List<SandboxProcess> processes) {
    /** The first worker's REST address. */
    public String connectUrl() {
        return connectUrls.get(0);
    }

    /** The password is a secret. */
    @Override
    public String toString() {
        return "SandboxAddresses[blue=%s, green=%s, connect=%s, jdbc=%s]"
                .formatted(blueBootstrap, greenBootstrap, connectUrls, jdbcUrls);
    }
}
