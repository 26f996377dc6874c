package io.kmig.core.estate;

/** The two sides of a migration: blue is left, green is entered. */
public enum Colour {
    BLUE,
    GREEN;

    public Colour other() {
        return this == BLUE ? GREEN : BLUE;
    }

    /** Lower case, as in aliases, messages and the environment of hooks. */
    public String label() {
        return this == BLUE ? "blue" : "green";
    }
}
