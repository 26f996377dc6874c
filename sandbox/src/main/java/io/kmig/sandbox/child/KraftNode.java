package io.kmig.sandbox.child;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Formats a KRaft node's storage if that has not happened yet, then runs the broker, in one JVM: a separate run of the
 * format tool would cost a second of start-up per node.
 *
 * <p>Arguments: the properties file, the log directory, the cluster id. Kafka's own classes are found by name, because
 * they are on the child's class path only.
 */
public final class KraftNode {
    private KraftNode() {}

    public static void main(String[] args) throws Exception {
        String properties = args[0];
        if (!Files.exists(Path.of(args[1], "meta.properties"))) {
            String[] format = {"format", "--config", properties, "--cluster-id", args[2]};
            Object exit = Class.forName("kafka.tools.StorageTool")
                    .getMethod("execute", String[].class, PrintStream.class)
                    .invoke(null, format, System.out);
            if (!Integer.valueOf(0).equals(exit)) {
                throw new IllegalStateException("formatting " + args[1] + " ended with " + exit);
            }
        }
        Class.forName("kafka.Kafka").getMethod("main", String[].class).invoke(null, (Object) new String[] {properties});
    }
}
