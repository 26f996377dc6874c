/**
 * Reads kmig.yaml: text to tree with line numbers, tree against the JSON Schema, tree against rules that a schema cannot
 * state, and only then to the core's description. Every finding of every stage is reported at once, with its place, key
 * and remedy. Nothing here resolves a secret, and no finding quotes one.
 */
@NullMarked
package io.kmig.cli.config;

import org.jspecify.annotations.NullMarked;
