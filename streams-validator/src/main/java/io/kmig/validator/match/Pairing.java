package io.kmig.validator.match;

import io.kmig.validator.chain.Seen;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells changed records from lost and foreign ones, where between two matches both sides have records the other has not:
 * as many on both sides are the same records, changed; otherwise those with the same key are, in their order.
 */
public record Pairing(List<Finding> mutated, List<Seen> blueOnly, List<Seen> greenOnly) {
    /** @param byPlace whether equal numbers may be taken for equal records */
    public static Pairing of(List<Seen> blue, List<Seen> green, boolean byPlace) {
        List<Finding> mutated = new ArrayList<>();
        if (byPlace && blue.size() == green.size()) {
            for (int i = 0; i < blue.size(); i++) {
                mutated.add(mutation(blue.get(i), green.get(i)));
            }
            return new Pairing(mutated, List.of(), List.of());
        }
        List<Seen> blueOnly = new ArrayList<>();
        List<Seen> greenOnly = new ArrayList<>();
        int next = 0;
        for (Seen original : blue) {
            int partner = next;
            while (partner < green.size() && green.get(partner).keyHash() != original.keyHash()) {
                partner++;
            }
            if (partner == green.size()) {
                blueOnly.add(original);
                continue;
            }
            greenOnly.addAll(green.subList(next, partner));
            mutated.add(mutation(original, green.get(partner)));
            next = partner + 1;
        }
        greenOnly.addAll(green.subList(next, green.size()));
        return new Pairing(mutated, blueOnly, greenOnly);
    }

    private static Finding mutation(Seen blue, Seen green) {
        // the digest covers the key, so with an equal key it is something else that differs
        Component component = blue.keyHash() == green.keyHash() ? Component.NOT_KEY : Component.KEY;
        return Finding.mutated(blue.offset(), green.offset(), component);
    }
}
