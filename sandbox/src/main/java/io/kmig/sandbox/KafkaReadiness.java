package io.kmig.sandbox;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;

/** A cluster is ready when it lists all its nodes and would create a topic with a replica on each. */
final class KafkaReadiness {
    private static final Pattern COMMA = Pattern.compile(",");
    private static final int LOOK_MILLIS = 5_000;

    private KafkaReadiness() {}

    static void await(
            String name,
            List<ChildProcess> processes,
            Duration timeout,
            String bootstrap,
            Map<String, String> security,
            int nodes) {
        long start = System.nanoTime();
        List<Integer> ports = COMMA.splitAsStream(bootstrap)
                .map(address -> Integer.parseInt(address.substring(address.indexOf(':') + 1)))
                .toList();
        // no Admin client before something listens: it would log a warning for each refused connection
        Readiness.await(
                name,
                processes,
                timeout,
                () -> ports.stream().allMatch(Ports::answers)
                        ? Readiness.Seen.ready()
                        : Readiness.Seen.notYet("not all of " + ports + " accept connections"));
        Map<String, Object> properties = new HashMap<>(security);
        properties.put("bootstrap.servers", bootstrap);
        properties.put("request.timeout.ms", LOOK_MILLIS);
        properties.put("default.api.timeout.ms", LOOK_MILLIS);
        properties.put("reconnect.backoff.max.ms", 200);
        try (Admin admin = new SoonClosedAdmin(properties)) {
            Duration left = timeout.minusNanos(System.nanoTime() - start);
            Readiness.await(name, processes, left, () -> look(admin, nodes));
        }
    }

    private static Readiness.Seen look(Admin admin, int expected) throws Exception {
        int seen = admin.describeCluster()
                .nodes()
                .get(LOOK_MILLIS, TimeUnit.MILLISECONDS)
                .size();
        if (seen < expected) return Readiness.Seen.notYet("%d of %d nodes are known".formatted(seen, expected));
        admin.createTopics(
                        List.of(new NewTopic("kmig-ready", 1, (short) expected)),
                        new CreateTopicsOptions().validateOnly(true))
                .all()
                .get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return Readiness.Seen.ready();
    }
}
