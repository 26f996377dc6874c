package io.kmig.sandbox;

/** Hears what a starting or stopping sandbox is doing, a short sentence at a time; may be called from any thread. */
@FunctionalInterface
public interface ProgressListener {
    void progress(String sentence);

    /** Hears nothing. */
    static ProgressListener silent() {
        return sentence -> {};
    }
}
