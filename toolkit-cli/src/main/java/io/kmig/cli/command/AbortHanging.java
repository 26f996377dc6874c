package io.kmig.cli.command;

import picocli.CommandLine.Option;

/** Of the commands that hand topics over. */
final class AbortHanging {
    @Option(
            names = "--abort-hanging",
            description = {
                "Abort transactions that no coordinator knows any more (KIP-664) where they stand in the way;",
                "their records are dropped. Without it they are named and nothing is handed off."
            })
    private boolean chosen;

    boolean chosen() {
        return chosen;
    }
}
