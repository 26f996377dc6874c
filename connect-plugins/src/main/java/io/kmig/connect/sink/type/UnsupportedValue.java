package io.kmig.connect.sink.type;

import org.apache.kafka.connect.errors.DataException;

/** A value or its schema has no exact form in the target column's type. The message never has the value in it. */
public final class UnsupportedValue extends DataException {
    private static final long serialVersionUID = 1L;

    public UnsupportedValue(String message) {
        super(message);
    }
}
