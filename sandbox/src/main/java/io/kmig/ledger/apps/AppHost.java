package io.kmig.ledger.apps;

import io.kmig.ledger.spec.AppSpec;
import io.kmig.ledger.spec.AppSpecs;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The process the demo's clients live in. Ends when told to {@code quit}, or when its standard input ends, so that it
 * never outlives the process that started it; or lives and ends with another process, when told which.
 */
public final class AppHost {
    private static final long CLOSE_WITHIN_SECONDS = 20;

    private final Map<String, HostedClient> clients;
    private final CountDownLatch over = new CountDownLatch(1);

    private AppHost(Map<String, HostedClient> clients) {
        this.clients = clients;
    }

    /**
     * Arguments: where to write the control port's file, the directory of the record files, the clients' definitions, and,
     * if it is not to end with the process that started it, the process id of the one to end with.
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length < 3 || args.length > 4) {
            System.err.println("usage: AppHost PORT-FILE RECORDS-DIRECTORY CONFIG-FILE [PROCESS-ID]");
            System.exit(2);
        }
        Path records = Files.createDirectories(Path.of(args[1]));
        AppHost host = open(AppSpecs.read(Path.of(args[2])), records);
        if (args.length == 4) host.endWith(Long.parseLong(args[3]));
        else host.endWith(System.in);
        host.serve(Path.of(args[0]));
        // a client stuck in a call must not keep the process alive
        Runtime.getRuntime().halt(0);
    }

    private static AppHost open(AppSpecs specs, Path records) throws IOException {
        HostClock clock = new HostClock();
        Map<String, HostedClient> clients = new LinkedHashMap<>();
        for (AppSpec spec : specs.clients()) clients.put(spec.name(), HostedClient.open(spec, records, clock));
        return new AppHost(clients);
    }

    private void serve(Path portFile) throws IOException, InterruptedException {
        ControlPort port = ControlPort.open(portFile, new Commands(clients, over::countDown));
        over.await();
        port.close();
        Files.deleteIfExists(portFile);
        closeAll();
    }

    private void endWith(long process) {
        watch(() -> {
            ProcessHandle.of(process).ifPresent(other -> other.onExit().join());
            // the clusters went with it: to close the clients in order would only take long
            Runtime.getRuntime().halt(0);
        });
    }

    private void endWith(InputStream parent) {
        watch(() -> {
            try {
                parent.transferTo(OutputStream.nullOutputStream());
            } catch (IOException gone) {
                // as good as its end
            }
        });
    }

    private void watch(Runnable parentsEnd) {
        Thread watch = new Thread(
                () -> {
                    parentsEnd.run();
                    over.countDown();
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    /** All at once: each may need as long as its cluster needs to answer. */
    private void closeAll() throws InterruptedException {
        List<Thread> closing = new ArrayList<>();
        for (HostedClient client : clients.values()) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            client.close();
                        } catch (IOException e) {
                            System.err.println(e.getMessage());
                        }
                    },
                    "close-" + client.spec().name());
            thread.setDaemon(true);
            thread.start();
            closing.add(thread);
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_WITHIN_SECONDS);
        for (Thread thread : closing)
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
    }
}
