/**
 * What the digest topics hold: the chain that the feed lays down, link by link, and that the matcher walks. Knows no
 * client library.
 */
@NullMarked
package io.kmig.validator.chain;

import org.jspecify.annotations.NullMarked;
