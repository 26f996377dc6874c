/** The operator's own programs and hands: what stops and starts applications. */
@NullMarked
package io.kmig.adapter.process;

import org.jspecify.annotations.NullMarked;
