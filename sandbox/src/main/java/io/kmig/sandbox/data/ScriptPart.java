package io.kmig.sandbox.data;

/** A piece of a psql script; {@code line}, from 1, is where it begins. */
sealed interface ScriptPart {
    int line();

    /** One SQL statement without its semicolon; never blank. */
    record SqlStatement(int line, String sql) implements ScriptPart {}

    /** {@code COPY … FROM stdin} with the lines up to {@code \.}. */
    record CopyIn(int line, String sql, String data) implements ScriptPart {}

    /** A line that psql itself would have acted on, such as {@code \connect shop}. */
    record MetaLine(int line, String text) implements ScriptPart {}
}
