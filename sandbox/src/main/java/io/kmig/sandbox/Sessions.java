package io.kmig.sandbox;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** How a child is kept out of the terminal's reach. */
final class Sessions {
    private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));

    private Sessions() {}

    /**
     * What to put before a command. {@code setsid} replaces itself by the command, the pid stays. Where it is missing
     * (macOS) the command at least ignores Ctrl-C and hang-up, which a JVM then leaves ignored.
     */
    static List<String> prefix() {
        return SEPARATOR
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .map(directory -> Path.of(directory, "setsid"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(setsid -> List.of(setsid.toString()))
                .orElseGet(() -> List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
    }
}
