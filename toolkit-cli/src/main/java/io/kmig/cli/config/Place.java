package io.kmig.cli.config;

/**
 * Where something was written.
 *
 * @param source a file as its reader names it, or a flag such as {@code --set cutover.mode}
 * @param line counted from 1, 0 when the source has no lines
 * @param column counted from 1, 0 when unknown
 */
record Place(String source, int line, int column) {
    static Place in(String source) {
        return new Place(source, 0, 0);
    }

    @Override
    public String toString() {
        return source + (line > 0 ? ":" + line : "") + (column > 0 ? ":" + column : "");
    }
}
