/** The JSON documents kmig writes and reads back: plans, status, lag, reports. */
@NullMarked
package io.kmig.cli.document;

import org.jspecify.annotations.NullMarked;
