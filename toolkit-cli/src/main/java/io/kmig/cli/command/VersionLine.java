package io.kmig.cli.command;

import picocli.CommandLine.IVersionProvider;

/** The version as the build stamped it into the jar. */
public final class VersionLine implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {line()};
    }

    public static String line() {
        String version = VersionLine.class.getPackage().getImplementationVersion();
        return "kmig " + (version == null ? "(development)" : version);
    }
}
