package io.kmig.cli.demo;

import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.Tp;
import io.kmig.core.plan.MirrorLayout;
import io.kmig.core.port.ConnectPort;
import io.kmig.core.port.Estates;
import io.kmig.core.port.RecordLog;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.ledger.ClusterAccess;
import io.kmig.ledger.Neighbours;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Damages one record on its way through the mirror, at a place that follows from the seed: a record that is born within
 * the next seconds. Afterwards the mirror's config is as apply left it, so that only the copy tells.
 */
public final class Damage {
    /** Not the topic that the far-behind group walks over: its positions would betray the damage before the verdict. */
    private static final SortedMap<String, String> WRITERS =
            new TreeMap<>(Map.of(ShopApps.PAYMENTS, ShopApps.PRODUCER, ShopApps.RECEIPTS, ShopApps.TILL));

    /** Waits for what others do, or throws. */
    public interface Waits {
        void until(String what, BooleanSupplier condition);
    }

    /**
     * Where a record may be damaged.
     *
     * @param mirror the connector that copies the topic, and no topic that is damaged at the same time
     */
    public record Target(String topic, int partitions, String mirror) {}

    /**
     * What follows from a seed.
     *
     * @param ahead of the log's end when the damage is prepared, in offsets
     */
    public record Draw(Target target, Tp tp, int ahead) {}

    private final Estates estates;
    private final String blueBootstrap;
    private final String greenBootstrap;
    private final Waits waiting;

    public Damage(Estates estates, String blueBootstrap, String greenBootstrap, Waits waiting) {
        this.estates = estates;
        this.blueBootstrap = blueBootstrap;
        this.greenBootstrap = greenBootstrap;
        this.waiting = waiting;
    }

    /** What of the demo's shop may be damaged. */
    static List<Target> ofTheShop(MigrationSpec spec) {
        // its names do not depend on the clusters' size
        MirrorLayout layout = new MirrorLayout(spec, 1, 1);
        return WRITERS.entrySet().stream()
                .map(w -> new Target(
                        w.getKey(), ShopApps.TOPICS.getOrDefault(w.getKey(), 1), layout.forwardName(w.getValue())))
                .toList();
    }

    /** @param targets one of which is taken */
    public static Draw draw(long seed, List<Target> targets) {
        // not Random, whose first bits are the same for all small seeds: they would always draw the same topic
        SplittableRandom random = new SplittableRandom(seed);
        Target target = targets.get(random.nextInt(targets.size()));
        Tp tp = new Tp(target.topic(), random.nextInt(target.partitions()));
        return new Draw(target, tp, 100 + random.nextInt(400));
    }

    /**
     * @param kind one of {@link DemoSpec#DAMAGES}
     * @param targets written all the time, one of which is taken
     * @return where the damage is, on blue
     */
    public Place inflict(String kind, long seed, List<Target> targets) {
        Draw draw = draw(seed, targets);
        Tp tp = draw.tp();
        int ahead = draw.ahead();
        String mirror = draw.target().mirror();
        ConnectPort connect = estates.connect();
        SortedMap<String, String> healthy = connect.connector(mirror)
                .map(ConnectorFacts::config)
                .map(TreeMap::new)
                .orElseThrow(() -> Waiting.late("connector " + mirror + " to exist"));
        // what is to be damaged must not have passed already
        connect.stop(mirror);
        long end = estates.blue().ends(List.of(tp)).values().iterator().next().leo();
        Place place =
                new Place(kind, tp, kind.equals("swap") ? neighbours(tp, end + ahead) : dataOffset(tp, end + ahead));
        connect.put(mirror, damaged(healthy, place), false);
        connect.resume(mirror);
        waiting.until(
                "the mirror to pass " + place,
                () -> connect.mirrorOffsets(mirror).getOrDefault(tp, -1L) > place.offset() + 5);
        if (kind.equals("duplicate")) {
            // the copy is appended behind the mirror's back
            waiting.until("the copy of " + place, () -> timesOnGreen(place) > 1);
        }
        connect.put(mirror, healthy, false);
        waiting.until("the mirror to run as before", () -> connect.connector(mirror)
                .filter(ConnectorFacts::running)
                .filter(c -> c.config().equals(healthy))
                .isPresent());
        return place;
    }

    /** @param offset on blue, of the damaged record, or of the first record after it if that offset is a marker's */
    public record Place(String kind, Tp tp, long offset) {
        @Override
        public String toString() {
            return kind + " at " + tp + ", blue offset " + offset;
        }
    }

    /** Transaction markers and aborted records are copied by nobody: the first offset from there on that holds a record. */
    private long dataOffset(Tp tp, long wanted) {
        waiting.until("blue to reach " + tp + " offset " + wanted, () -> {
            LogEnds ends = estates.blue().ends(List.of(tp)).get(tp);
            return ends != null && ends.lso() > wanted + 50;
        });
        return recordAt(tp, wanted).offset();
    }

    private RecordLog.Seen recordAt(Tp tp, long offset) {
        try (RecordLog.Cursor cursor = estates.blueLog().open(tp, offset)) {
            RecordLog.Seen record = cursor.next();
            if (record == null) {
                throw Waiting.late("a record at " + tp + " offset " + offset);
            }
            return record;
        }
    }

    /**
     * The first of two neighbours that have the same key: only the order of one key's records is a promise, and only
     * what breaks a promise is damage.
     */
    private long neighbours(Tp tp, long wanted) {
        dataOffset(tp, wanted);
        List<Long> found = new ArrayList<>();
        waiting.until("two neighbours of one key in " + tp, () -> {
            Neighbours.ofOneKey(ClusterAccess.plain(blueBootstrap), tp.topic(), tp.partition(), wanted)
                    .ifPresent(found::add);
            return !found.isEmpty();
        });
        return found.get(0);
    }

    private long timesOnGreen(Place place) {
        RecordLog.Seen original = recordAt(place.tp(), place.offset());
        LogEnds ends = estates.green().ends(List.of(place.tp())).get(place.tp());
        if (ends == null) {
            return 0;
        }
        long times = 0;
        try (RecordLog.Cursor cursor = estates.greenLog().open(place.tp(), ends.start())) {
            for (RecordLog.Seen seen = cursor.next(); seen != null; seen = cursor.next()) {
                times += seen.sameContent(original) ? 1 : 0;
            }
        }
        return times;
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
                place.kind().equals("swap") ? blueBootstrap : greenBootstrap);
        return config;
    }
}
