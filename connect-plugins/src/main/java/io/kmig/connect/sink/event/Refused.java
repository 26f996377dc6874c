package io.kmig.connect.sink.event;

import org.apache.kafka.connect.errors.DataException;

/** One record that can't be applied, whatever becomes of those before it. The message never has a value in it. */
public final class Refused extends DataException {
    private static final long serialVersionUID = 1L;

    private final transient Coordinates at;

    public Refused(String table, Coordinates at, String why) {
        super("table %s, %s: %s".formatted(table, at, why));
        this.at = at;
    }

    public Coordinates at() {
        return at;
    }
}
