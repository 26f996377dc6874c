/** What tests stand on: fakes of every port, contracts that hold for fake and real thing alike, two real clusters. */
@NullMarked
package io.kmig.testkit;

import org.jspecify.annotations.NullMarked;
