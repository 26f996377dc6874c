/** Real applications that read, one for each kind of group that Kafka has, under one face. */
@NullMarked
package io.kmig.testkit.readers;

import org.jspecify.annotations.NullMarked;
