package io.kmig.core.plan;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.estate.Estate;
import io.kmig.core.port.ConnectPort.WorkerFacts;
import io.kmig.core.port.Estates;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.Manager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything a plan is made from, read once.
 *
 * @param connectors kmig's own connectors on green's workers
 */
public record Survey(Estate blue, Estate green, WorkerFacts worker, Map<String, ConnectorFacts> connectors) {

    /** Reads both sides; refuses, naming every reason at once, where a migration cannot even begin. */
    public static Survey of(MigrationSpec spec, Estates estates) {
        Estate blue = new Estate(
                estates.blue().identity(),
                estates.blue().topics(),
                estates.blue().groups());
        TopicScope scope = new TopicScope(spec);
        Set<String> wanted = new TreeSet<>(blue.topics().keySet());
        wanted.removeIf(t -> !scope.topic(t));
        Set<String> groups = new TreeSet<>();
        spec.clients().forEach(c -> groups.addAll(c.groups()));
        Estate green = new Estate(
                estates.green().identity(),
                estates.green().topics(wanted),
                estates.green().groups(groups));
        WorkerFacts worker = estates.connect().worker();
        refuse(spec, blue, green, worker, estates.connect().plugins());
        Map<String, ConnectorFacts> connectors = new TreeMap<>();
        for (String name : estates.connect().connectors()) {
            if (name.startsWith(spec.ownedPrefix())) {
                estates.connect().connector(name).ifPresent(c -> connectors.put(name, c));
            }
        }
        return new Survey(blue, green, worker, connectors);
    }

    private static void refuse(MigrationSpec spec, Estate blue, Estate green, WorkerFacts worker, Set<String> plugins) {
        List<Problem> problems = new ArrayList<>();
        String nothing = "nothing was changed";
        if (blue.identity().id().equals(green.identity().id())) {
            problems.add(new Problem(
                    ErrorCode.SAME_CLUSTER,
                    "blue (" + spec.blue().bootstrap() + ") and green ("
                            + spec.green().bootstrap() + ") are one cluster, id "
                            + blue.identity().id(),
                    nothing,
                    "correct blue.bootstrap or green.bootstrap in kmig.yaml, then run `kmig plan` again"));
        }
        for (String plugin : MirrorLayout.requiredPlugins()) {
            if (!plugins.contains(plugin)) {
                problems.add(
                        new Problem(
                                ErrorCode.CONNECT_PLUGIN_MISSING,
                                "the workers at " + spec.connectGreen().url() + " cannot load " + plugin,
                                nothing,
                                "put connect-mirror and connect-mirror-client on the workers' plugin.path, restart them, then run `kmig plan` again"));
            }
        }
        if (!worker.kafkaClusterId().equals(green.identity().id())) {
            problems.add(new Problem(
                    ErrorCode.CONNECT_UNFIT,
                    "the workers at " + spec.connectGreen().url() + " keep their topics on cluster "
                            + worker.kafkaClusterId() + ", green is "
                            + green.identity().id()
                            + ": their exactly-once transactions would not cover what they write",
                    nothing,
                    "name workers that run on green under connect.green.url in kmig.yaml"));
        }
        if (older(worker.version(), 3, 7)) {
            problems.add(new Problem(
                    ErrorCode.CONNECT_UNFIT,
                    "the workers at " + spec.connectGreen().url() + " are release " + worker.version()
                            + "; connectors created STOPPED and offsets set over REST need 3.7 (KIP-875, KIP-980)",
                    nothing,
                    "run workers of release 3.7 or later"));
        }
        if (spec.connectGreen().manager() != Manager.REST) {
            problems.add(new Problem(
                    ErrorCode.CONNECT_UNFIT,
                    "connect.green.manager is " + spec.connectGreen().manager().label()
                            + ", which this version cannot drive",
                    nothing,
                    "set connect.green.manager to rest in kmig.yaml"));
        }
        if (!problems.isEmpty()) {
            throw new KmigException(problems, null);
        }
    }

    private static boolean older(String version, int major, int minor) {
        String[] parts = version.split("[.-]", -1);
        try {
            int theirs = Integer.parseInt(parts[0]) * 1000 + Integer.parseInt(parts.length > 1 ? parts[1] : "0");
            return theirs < major * 1000 + minor;
        } catch (NumberFormatException e) {
            // a vendor's own numbering says nothing; what is missing shows itself when it is used
            return false;
        }
    }
}
