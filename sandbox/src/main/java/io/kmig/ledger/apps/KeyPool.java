package io.kmig.ledger.apps;

import io.kmig.ledger.record.RowKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Keys to pick from at random; taking one out costs no more than picking it. */
final class KeyPool {
    private final List<RowKey> keys = new ArrayList<>();
    private final Map<RowKey, Integer> places = new HashMap<>();

    void add(RowKey key) {
        if (places.putIfAbsent(key, keys.size()) == null) keys.add(key);
    }

    void remove(RowKey key) {
        Integer place = places.remove(key);
        if (place == null) return;
        RowKey last = keys.remove(keys.size() - 1);
        if (last.equals(key)) return;
        keys.set(place, last);
        places.put(last, place);
    }

    int size() {
        return keys.size();
    }

    @Nullable
    RowKey any(SplittableRandom random) {
        return keys.isEmpty() ? null : keys.get(random.nextInt(keys.size()));
    }
}
