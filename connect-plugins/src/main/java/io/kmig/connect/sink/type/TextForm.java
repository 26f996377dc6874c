package io.kmig.connect.sink.type;

/** Turns a value that is not null into the text PostgreSQL reads it from. */
@FunctionalInterface
public interface TextForm {
    /** @throws UnsupportedValue when this value has no exact form */
    String of(Object value);
}
