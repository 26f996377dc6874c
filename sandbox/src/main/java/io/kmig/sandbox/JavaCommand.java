package io.kmig.sandbox;

import io.kmig.sandbox.child.Tether;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Command lines for JVM children: small heaps, quick starts, nothing left in the system's temporary directory. */
final class JavaCommand {
    private static final Pattern ENTRIES = Pattern.compile(Pattern.quote(File.pathSeparator));

    private JavaCommand() {}

    /**
     * A child that halts when its parent is gone.
     *
     * @param classPath of the program; this module's own classes are put behind it
     * @param jvm its heap and further options
     * @param workspace for native libraries and the like, and for how it logs
     * @param mainAndArguments the program's main class and its arguments
     */
    static List<String> tethered(String classPath, Jvm jvm, Workspace workspace, List<String> mainAndArguments) {
        Path temporary = workspace.temporaryFiles();
        List<String> line = new ArrayList<>(java());
        line.add("-Xmx" + jvm.heapMb() + "m");
        line.add("-XX:+ExitOnOutOfMemoryError");
        line.add("-XX:ErrorFile=" + temporary.resolve("hs_err_%p.log"));
        line.add("-Djava.io.tmpdir=" + temporary);
        line.add("-Djava.net.preferIPv4Stack=true");
        line.add("-Djava.awt.headless=true");
        line.add("-Dlog4j.configuration=file:" + workspace.loggingFile());
        line.addAll(jvm.options());
        line.add("-cp");
        line.add(classPath + File.pathSeparator + ownClasses());
        line.add(Tether.class.getName());
        line.addAll(mainAndArguments);
        return line;
    }

    /**
     * A detached child.
     *
     * @param classPath of this program; its entries may be relative to this process's directory, which is not the
     *     child's
     */
    static List<String> keeper(int heapMb, String classPath, Path request) {
        List<String> line = new ArrayList<>(java());
        line.add("-Xmx" + heapMb + "m");
        line.add("-D" + KafkaDist.HOME + "=" + KafkaDist.home());
        line.add("-cp");
        line.add(ENTRIES.splitAsStream(classPath)
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator)));
        line.addAll(List.of(SandboxKeeper.class.getName(), request.toString()));
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
