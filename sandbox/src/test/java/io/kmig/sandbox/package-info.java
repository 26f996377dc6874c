/** What the sandbox promises, on real processes ({@code *IT}) and on its pure parts ({@code *Test}). */
@NullMarked
package io.kmig.sandbox;

import org.jspecify.annotations.NullMarked;
