package io.kmig.cli.session;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What {@code kmig init} is told: only blue is looked at, the rest is written down. */
public record Starter(
        String migration,
        String blueBootstrap,
        @Nullable Path blueProperties,
        @Nullable String greenBootstrap,
        @Nullable String connectUrl) {}
