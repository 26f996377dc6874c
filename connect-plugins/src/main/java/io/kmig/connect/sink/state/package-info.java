/** What was applied: offsets and markers in the database itself, fenced by epochs. */
@NullMarked
package io.kmig.connect.sink.state;

import org.jspecify.annotations.NullMarked;
