package io.kmig.adapter.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmig.adapter.journal.EntryJson.Unreadable;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.Stretch;
import io.kmig.core.estate.Tp;
import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import io.kmig.core.journal.Step;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EntryJsonTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");

    /** One of each kind, with the line it is stored as: what is stored stays readable. */
    private static final Map<Event, String> STORED = Map.ofEntries(
            Map.entry(
                    new Event.ApplyBegan("f00d", 3),
                    "\"kind\":\"apply-began\",\"event\":{\"planFingerprint\":\"f00d\",\"operations\":3}"),
            Map.entry(
                    new Event.Applied("f00d", "b", "g"),
                    "\"kind\":\"applied\",\"event\":{\"planFingerprint\":\"f00d\",\"blueClusterId\":\"b\",\"greenClusterId\":\"g\"}"),
            Map.entry(new Event.CaughtUp(), "\"kind\":\"caught-up\",\"event\":{}"),
            Map.entry(
                    new Event.StepBegan("u", Step.HAND_OFF),
                    "\"kind\":\"step-began\",\"event\":{\"unit\":\"u\",\"step\":\"HAND_OFF\"}"),
            Map.entry(
                    new Event.StepDone("u", Step.PIN, 42),
                    "\"kind\":\"step-done\",\"event\":{\"unit\":\"u\",\"step\":\"PIN\",\"millis\":42}"),
            Map.entry(
                    new Event.PositionsProved("u", Map.of(new Tp("a", 0), new Stretch(1, 2, 8, 9))),
                    "\"kind\":\"positions-proved\",\"event\":{\"unit\":\"u\",\"compared\":[[\"a\",0,{\"blueFrom\":1,"
                            + "\"greenFrom\":2,\"blueTo\":8,\"greenTo\":9}]]}"),
            Map.entry(
                    new Event.PositionsRefused("u", 3, 1, 2),
                    "\"kind\":\"positions-refused\",\"event\":{\"unit\":\"u\",\"exact\":3,\"bounded\":1,\"unresolved\":2}"),
            Map.entry(
                    new Event.DrainProved("u", "m", Map.of(new Tp("a", 0), 7L), Map.of(new Tp("a", 0), 9L), AT),
                    "\"kind\":\"drain-proved\",\"event\":{\"unit\":\"u\",\"mirror\":\"m\",\"copiedUpTo\":[[\"a\",0,7]],"
                            + "\"ends\":[[\"a\",0,9]],\"until\":\"2026-01-02T03:04:05.678Z\"}"),
            Map.entry(
                    new Event.AbortingHanging(Colour.BLUE, new Tp("a", 0), 5, 4711),
                    "\"kind\":\"aborting-hanging\",\"event\":{\"cluster\":\"BLUE\",\"partition\":{\"topic\":\"a\",\"partition\":0},"
                            + "\"offset\":5,\"producerId\":4711}"),
            Map.entry(
                    new Event.HandedOff(
                            "u", Map.of(new Tp("b-1", 2), 9L, new Tp("a", 10), 7L, new Tp("a", 9), 8L), Map.of()),
                    "\"kind\":\"handed-off\",\"event\":{\"unit\":\"u\",\"greenEnds\":[[\"a\",9,8],[\"a\",10,7],[\"b-1\",2,9]],"
                            + "\"blueEnds\":[]}"),
            Map.entry(
                    new Event.Pinned("u", "g", Map.of(new Tp("a", 0), new GroupOffset(5, "m\n\"")), Map.of(), -1),
                    "\"kind\":\"pinned\",\"event\":{\"unit\":\"u\",\"group\":\"g\",\"blue\":[[\"a\",0,{\"offset\":5,"
                            + "\"metadata\":\"m\\n\\\"\"}]],\"green\":[],\"rereadAvoided\":-1}"),
            Map.entry(
                    new Event.PinnedWithWaiver("u", "g", List.of("w")),
                    "\"kind\":\"pinned-with-waiver\",\"event\":{\"unit\":\"u\",\"group\":\"g\",\"waivers\":[\"w\"]}"),
            Map.entry(
                    new Event.RowsCompared("u", "shop", 12, 3),
                    "\"kind\":\"rows-compared\",\"event\":{\"unit\":\"u\",\"database\":\"shop\",\"rows\":12,\"different\":3}"),
            Map.entry(new Event.UnitMoved("ü"), "\"kind\":\"unit-moved\",\"event\":{\"unit\":\"ü\"}"),
            Map.entry(
                    new Event.UnitUndone("u", "why"),
                    "\"kind\":\"unit-undone\",\"event\":{\"unit\":\"u\",\"reason\":\"why\"}"),
            Map.entry(
                    new Event.Judged("FAIL", 7, 100.0, 0.5, List.of("w"), List.of("r")),
                    "\"kind\":\"judged\",\"event\":{\"result\":\"FAIL\",\"records\":7,\"coveragePercent\":100.0,"
                            + "\"errorBound\":0.5,\"waivers\":[\"w\"],\"reasons\":[\"r\"]}"),
            Map.entry(new Event.TurnedBack("u"), "\"kind\":\"turned-back\",\"event\":{\"unit\":\"u\"}"),
            Map.entry(
                    new Event.HandedBack("u", Map.of(), Map.of(new Tp("a", 1), 7L)),
                    "\"kind\":\"handed-back\",\"event\":{\"unit\":\"u\",\"greenEnds\":[],\"blueEnds\":[[\"a\",1,7]]}"),
            Map.entry(new Event.UnitReturned("u"), "\"kind\":\"unit-returned\",\"event\":{\"unit\":\"u\"}"));

    private final EntryJson json = new EntryJson();

    @Test
    void everyKindIsStoredAsThisLineAndReadBackEqual() throws Unreadable {
        for (Map.Entry<Event, String> stored : STORED.entrySet()) {
            Entry entry = new Entry(7, AT, "host 1", stored.getKey());
            String line =
                    "{\"seq\":7,\"at\":\"2026-01-02T03:04:05.678Z\",\"operator\":\"host 1\"," + stored.getValue() + "}";

            assertThat(json.write(entry)).isEqualTo(line).doesNotContain("\n");
            assertThat(json.read(line)).isEqualTo(entry);
        }
    }

    @Test
    void everyKindOfEventHasAStoredNameAndAnExampleHere() {
        assertThat(EntryJson.KINDS.values())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Event.class.getPermittedSubclasses())
                        .<Class<? extends Event>>map(kind -> kind.asSubclass(Event.class))
                        .toList());
        assertThat(STORED.keySet().stream().map(Event::getClass).distinct()).hasSameSizeAs(EntryJson.KINDS.keySet());
    }

    @Test
    void aKindOfALaterVersionIsNamed() {
        assertUnreadable(line("moon-landed", "{}"), "moon-landed", "newer kmig");
    }

    @Test
    void aFieldOfALaterVersionIsNotDropped() {
        assertUnreadable(line("unit-moved", "{\"unit\":\"u\",\"lunar\":true}"), "lunar");
    }

    @Test
    void aMissingFieldIsNotMadeUp() {
        assertUnreadable(line("step-done", "{\"unit\":\"u\",\"step\":\"PIN\"}"), "millis");
        assertUnreadable(line("unit-moved", "{}"), "unit");
    }

    @Test
    void aMalformedMapOrTextIsUnreadable() {
        for (String map : List.of("[[\"a\",0]]", "[[0,0,0]]", "{}", "[[\"a\",0,1,2]]", "[7]")) {
            assertUnreadable(line("handed-off", "{\"unit\":\"u\",\"greenEnds\":" + map + ",\"blueEnds\":[]}"));
        }
        assertUnreadable("{\"seq\":1");
        assertUnreadable("");
        assertUnreadable("[]");
    }

    private void assertUnreadable(String line, String... words) {
        assertThatThrownBy(() -> json.read(line))
                .as(line)
                .isInstanceOf(Unreadable.class)
                .satisfies(e -> assertThat(List.of(words))
                        .allMatch(word -> e.getMessage().contains(word)));
    }

    private static String line(String kind, String event) {
        return "{\"seq\":1,\"at\":\"" + AT + "\",\"operator\":\"o\",\"kind\":\"" + kind + "\",\"event\":" + event + "}";
    }
}
