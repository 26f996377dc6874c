package io.kmig.sandbox;

import static org.awaitility.Awaitility.await;

import io.kmig.sandbox.child.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** What the system says about processes. */
final class Processes {
    private Processes() {}

    static ProcessIdentity identity(SandboxProcess process) {
        return new ProcessIdentity(process.pid(), process.startMillis());
    }

    static ProcessIdentity.State state(SandboxProcess process) {
        return identity(process).state();
    }

    /** The processes and all their descendants, as they are now. */
    static List<ProcessIdentity> withDescendants(Stream<ProcessHandle> roots) {
        List<ProcessIdentity> all = new ArrayList<>();
        roots.forEach(root -> Stream.concat(Stream.of(root), root.descendants())
                .map(ProcessIdentity::of)
                .forEach(all::add));
        return all;
    }

    static void awaitGone(Collection<ProcessIdentity> processes) {
        await("processes to be gone: " + processes)
                .atMost(Duration.ofSeconds(20))
                .until(() -> processes.stream().allMatch(process -> process.state() == ProcessIdentity.State.DOWN));
    }

    static String commandLine(long pid) throws IOException {
        return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
    }

    static String environment(long pid) throws IOException {
        return Files.readString(Path.of("/proc", Long.toString(pid), "environ"));
    }
}
