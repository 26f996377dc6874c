package io.kmig.cli.demo;

/** A whole migration on this machine. */
public interface Demo {
    /** Runs it to the end. */
    DemoOutcome run(DemoSpec spec);
}
