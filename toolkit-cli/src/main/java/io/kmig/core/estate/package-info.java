/** What a cluster holds, as plain facts: topics, groups, offsets, log ends. Knows no client library. */
@NullMarked
package io.kmig.core.estate;

import org.jspecify.annotations.NullMarked;
