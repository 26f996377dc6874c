/** The journal in two places: a local fsynced file and a topic on green. */
@NullMarked
package io.kmig.adapter.journal;

import org.jspecify.annotations.NullMarked;
