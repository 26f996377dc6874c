/** What the core needs from the outside world, as interfaces. Adapters implement them; a contract test runs on each. */
@NullMarked
package io.kmig.core.port;

import org.jspecify.annotations.NullMarked;
