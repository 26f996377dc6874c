package io.kmig.cli.demo;

import io.kmig.cli.session.Session;
import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.ConnectPort;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Damages one record on its way through the mirror, at a place that follows from the seed: a record that is born within
 * the next seconds. Afterwards the mirror's config is as apply left it, so that only the copy tells.
 */
final class Damage {
    static final List<String> KINDS = List.of("drop", "duplicate", "swap", "mutate");

    /** Not the topic that the far-behind group walks over: its positions would betray the damage before the verdict. */
    private static final SortedMap<String, Integer> TARGETS =
            new TreeMap<>(Map.of("shop.payments", 2, "shop.receipts", 2));

    private static final Map<String, String> MIRRORS =
            Map.of("shop.payments", "kmig.demo.mirror.shop", "shop.receipts", "kmig.demo.mirror.till");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Session session;
    private final DemoWorld world;

    Damage(Session session, DemoWorld world) {
        this.session = session;
        this.world = world;
    }

    /** @return where the damage is, on blue */
    Place inflict(String kind, long seed) {
        Random random = new Random(seed);
        String topic = List.copyOf(TARGETS.keySet()).get(random.nextInt(TARGETS.size()));
        Tp tp = new Tp(topic, random.nextInt(TARGETS.getOrDefault(topic, 1)));
        int ahead = 100 + random.nextInt(400);
        String mirror = MIRRORS.getOrDefault(topic, "");
        ConnectPort connect = session.estates().connect();
        SortedMap<String, String> healthy = connect.connector(mirror)
                .map(ConnectorFacts::config)
                .map(TreeMap::new)
                .orElseThrow(() -> late("connector " + mirror + " to exist"));
        // what is to be damaged must not have passed already
        connect.stop(mirror);
        long end = session.estates()
                .blue()
                .ends(List.of(tp))
                .values()
                .iterator()
                .next()
                .leo();
        Place place = new Place(kind, tp, dataOffset(tp, end, ahead));
        connect.put(mirror, damaged(healthy, place), false);
        connect.resume(mirror);
        await(
                "the mirror to pass " + place,
                () -> connect.mirrorOffsets(mirror).getOrDefault(tp, -1L) > place.offset() + 5);
        connect.put(mirror, healthy, false);
        await("the mirror to run as before", () -> connect.connector(mirror)
                .filter(ConnectorFacts::running)
                .filter(c -> c.config().equals(healthy))
                .isPresent());
        return place;
    }

    /** @param offset on blue, of the damaged record, or of the first record after it if that offset is a marker's */
    record Place(String kind, Tp tp, long offset) {
        @Override
        public String toString() {
            return kind + " at " + tp + ", blue offset " + offset;
        }
    }

    /** Transaction markers and aborted records are copied by nobody: the first offset from there on that holds a record. */
    private long dataOffset(Tp tp, long end, int ahead) {
        long wanted = end + ahead;
        await("blue to reach " + tp + " offset " + wanted, () -> {
            var ends = session.estates().blue().ends(List.of(tp)).get(tp);
            return ends != null && ends.lso() > wanted + 50;
        });
        try (var cursor = session.estates().blueLog().open(tp, wanted)) {
            var record = cursor.next();
            if (record == null) {
                throw late("a record at " + tp + " offset " + wanted);
            }
            return record.offset();
        }
    }

    private Map<String, String> damaged(Map<String, String> healthy, Place place) {
        Map<String, String> config = new TreeMap<>(healthy);
        config.put("transforms", "damage");
        config.put("transforms.damage.type", "io.kmig.connect.mirror.DamageSmt");
        config.put("transforms.damage.kind", place.kind());
        config.put("transforms.damage.topic", place.tp().topic());
        config.put("transforms.damage.partition", Integer.toString(place.tp().partition()));
        config.put("transforms.damage.offset", Long.toString(place.offset()));
        config.put(
                "transforms.damage.client.bootstrap.servers",
                place.kind().equals("swap") ? world.blueBootstrap() : world.greenBootstrap());
        return config;
    }

    private interface Condition {
        boolean holds();
    }

    private void await(String what, Condition condition) {
        Instant until = session.pacer().now().plus(PATIENCE);
        while (!condition.holds()) {
            if (session.pacer().now().isAfter(until)) {
                throw late(what);
            }
            session.pacer().pause(LOOK);
        }
    }

    private static KmigException late(String what) {
        return new KmigException(new Problem(
                ErrorCode.DEMO_SHORTFALL,
                "after " + PATIENCE.toSeconds() + " s still waiting for " + what,
                "the sandbox is taken down",
                "run `kmig demo` again with a higher --rate"));
    }
}
