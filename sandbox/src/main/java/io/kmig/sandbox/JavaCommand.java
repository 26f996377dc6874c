package io.kmig.sandbox;

import io.kmig.sandbox.child.Tether;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines for JVM children: small heaps, quick starts, nothing left in the system's temporary directory. */
final class JavaCommand {
    private JavaCommand() {}

    /**
     * A child that halts when its parent is gone.
     *
     * @param classPath of the program; this module's own classes are put behind it
     * @param heapMb the largest heap, MiB
     * @param temporary where native libraries and the like are unpacked
     * @param options further JVM options; they win over the defaults
     * @param mainAndArguments the program's main class and its arguments
     */
    static List<String> tethered(
            String classPath, int heapMb, Path temporary, List<String> options, List<String> mainAndArguments) {
        List<String> line = new ArrayList<>(java());
        line.add("-Xmx" + heapMb + "m");
        line.add("-XX:+ExitOnOutOfMemoryError");
        line.add("-XX:ErrorFile=" + temporary.resolve("hs_err_%p.log"));
        line.add("-Djava.io.tmpdir=" + temporary);
        line.add("-Djava.net.preferIPv4Stack=true");
        line.add("-Djava.awt.headless=true");
        line.addAll(options);
        line.add("-cp");
        line.add(classPath + File.pathSeparator + ownClasses());
        line.add(Tether.class.getName());
        line.addAll(mainAndArguments);
        return line;
    }

    static List<String> guard(Class<?> main) {
        List<String> line = new ArrayList<>(java());
        line.addAll(List.of("-Xmx16m", "-Xss256k", "-cp", ownClasses(), main.getName()));
        return line;
    }

    /** Performance data files would stay in the temporary directory of the machine after SIGKILL. */
    private static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-XX:-UsePerfData");
    }

    private static String ownClasses() {
        try {
            return Path.of(Tether.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
