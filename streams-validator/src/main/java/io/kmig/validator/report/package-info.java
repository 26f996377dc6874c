/** Verdicts for machines and people: JUnit XML, mismatch lines, a summary. */
@NullMarked
package io.kmig.validator.report;

import org.jspecify.annotations.NullMarked;
