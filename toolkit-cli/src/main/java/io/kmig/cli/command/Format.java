package io.kmig.cli.command;

/** How a result is written to stdout. */
enum Format {
    table,
    json,
    yaml
}
