package io.kmig.validator.match;

/** Which part of a mutated record differs, as far as digest and key hash tell. */
public enum Component {
    KEY("key"),
    NOT_KEY("value, headers or timestamp"),
    UNKNOWN("component unknown");

    private final String label;

    Component(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
