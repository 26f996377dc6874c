package io.kmig.core.plan;

import io.kmig.core.estate.TopicFacts;
import io.kmig.core.graph.MoveOrder;
import io.kmig.core.spec.MigrationSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a saved plan was made from: the description, both cluster ids and blue's topics. Green is left out on purpose:
 * an apply that was cut short has changed green, and must be able to go on with the same plan. What green needs is
 * compared operation by operation instead.
 */
final class Fingerprint {
    private final MessageDigest digest;

    private Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static String of(
            MigrationSpec spec,
            String blueId,
            String greenId,
            SortedMap<String, TopicFacts> blueTopics,
            Iterable<MoveOrder.Placed> order) {
        Fingerprint f = new Fingerprint();
        f.add(spec.toString());
        f.add(blueId);
        f.add(greenId);
        blueTopics.values().forEach(t -> {
            f.add(t.name());
            f.add(t.id());
            f.add(Integer.toString(t.partitions()));
            f.add(new TreeMap<>(t.configs()).toString());
        });
        order.forEach(p -> f.add(p.unit().name() + p.unit().reads()));
        return HexFormat.of().formatHex(f.digest.digest());
    }

    private void add(String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }
}
