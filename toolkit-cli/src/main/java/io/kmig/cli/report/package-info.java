/**
 * {@code report.html}: the same document as {@code report.json}, for people. A pure page model, templates compiled by
 * the build (src/main/jte), and the writing of both files. The page needs nothing but itself: no script, no request.
 */
@NullMarked
package io.kmig.cli.report;

import org.jspecify.annotations.NullMarked;
