package io.kmig.cli.config;

/** Something about kmig.yaml that a schema cannot state. */
interface Rule {
    void check(Description description, Findings findings);
}
