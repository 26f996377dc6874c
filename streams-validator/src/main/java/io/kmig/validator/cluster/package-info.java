/** How a cluster is reached, and how its records become digests: the same way on both sides. */
@NullMarked
package io.kmig.validator.cluster;

import org.jspecify.annotations.NullMarked;
