package io.kmig.connect.sink;

import org.jspecify.annotations.Nullable;

/** The version in the jar's manifest. */
final class Version {
    private Version() {}

    static String current() {
        @Nullable String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }
}
