/** What an operator watches: consumer lag, mirror progress, the state of a migration at one moment. */
@NullMarked
package io.kmig.core.watch;

import org.jspecify.annotations.NullMarked;
