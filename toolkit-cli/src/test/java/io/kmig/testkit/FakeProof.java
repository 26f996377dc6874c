package io.kmig.testkit;

import io.kmig.core.estate.Tp;
import io.kmig.core.port.ProofPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Says PASS, or what it was told to say next; remembers what it was asked. */
public final class FakeProof implements ProofPort {
    private final Deque<Proof> next = new ArrayDeque<>();
    private final List<Map<Tp, Long>> asked = new ArrayList<>();
    private final Map<Tp, Long> handedOff = new HashMap<>();

    public void next(Result result, String... reasons) {
        next.add(new Proof(result, 7, 100, 3e-27, List.of(), List.of(reasons)));
    }

    /** The next PASS names these. */
    public void waives(String... waivers) {
        next.add(new Proof(Result.PASS, 7, 100, 3e-27, List.of(waivers), List.of()));
    }

    public List<Map<Tp, Long>> asked() {
        return List.copyOf(asked);
    }

    public Map<Tp, Long> handedOff() {
        return Map.copyOf(handedOff);
    }

    @Override
    public boolean on() {
        return true;
    }

    @Override
    public Proof at(Map<Tp, Long> ends, Duration within) {
        asked.add(Map.copyOf(ends));
        Proof told = next.poll();
        return told == null ? new Proof(Result.PASS, 7, 100, 3e-27, List.of(), List.of()) : told;
    }

    @Override
    public Proof report(Duration within, Path directory, boolean clearKeys, Heard heard) {
        return at(Map.of(), within);
    }

    @Override
    public void handedOff(Map<Tp, Long> greenEnds) {
        handedOff.putAll(greenEnds);
    }

    @Override
    public void close() {}
}
