package io.kmig.adapter.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;

/**
 * Entries as one line of JSON: {@code {"seq":0,"at":"…","operator":"…","kind":"unit-moved","event":{"unit":"billing"}}}.
 * What is stored is read for as long as the migration lives, by this version and later ones: kinds and fields are added,
 * never renamed.
 */
final class EntryJson {
    /** The line can't be read, for a reason fit to show. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String why) {
            super(why);
        }
    }

    static final Map<String, Class<? extends Event>> KINDS = Map.ofEntries(
            Map.entry("apply-began", Event.ApplyBegan.class),
            Map.entry("applied", Event.Applied.class),
            Map.entry("caught-up", Event.CaughtUp.class),
            Map.entry("step-began", Event.StepBegan.class),
            Map.entry("step-done", Event.StepDone.class),
            Map.entry("drain-proved", Event.DrainProved.class),
            Map.entry("aborting-hanging", Event.AbortingHanging.class),
            Map.entry("handed-off", Event.HandedOff.class),
            Map.entry("pinned", Event.Pinned.class),
            Map.entry("positions-proved", Event.PositionsProved.class),
            Map.entry("positions-refused", Event.PositionsRefused.class),
            Map.entry("pinned-with-waiver", Event.PinnedWithWaiver.class),
            Map.entry("judged", Event.Judged.class),
            Map.entry("rows-compared", Event.RowsCompared.class),
            Map.entry("unit-moved", Event.UnitMoved.class),
            Map.entry("unit-undone", Event.UnitUndone.class),
            Map.entry("turned-back", Event.TurnedBack.class),
            Map.entry("handed-back", Event.HandedBack.class),
            Map.entry("unit-returned", Event.UnitReturned.class));

    private final Map<Class<? extends Event>, String> names = new HashMap<>();
    private final ObjectMapper json = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .addModule(new TpMaps())
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    EntryJson() {
        KINDS.forEach((name, kind) -> names.put(kind, name));
    }

    /** One line, without its end. */
    String write(Entry entry) {
        String kind = names.get(entry.event().getClass());
        if (kind == null) {
            throw new IllegalStateException(
                    "no stored name for " + entry.event().getClass());
        }
        ObjectNode line = json.createObjectNode()
                .put("seq", entry.seq())
                .put("at", entry.at().toString())
                .put("operator", entry.operator())
                .put("kind", kind);
        line.set("event", json.valueToTree(entry.event()));
        return line.toString();
    }

    Entry read(String text) throws Unreadable {
        try {
            JsonNode line = json.readTree(text);
            JsonNode seq = line.path("seq");
            JsonNode kind = line.path("kind");
            if (!seq.isIntegralNumber()
                    || !kind.isTextual()
                    || !line.path("event").isObject()) {
                throw new Unreadable("it is no journal entry");
            }
            Class<? extends Event> type = KINDS.get(kind.asText());
            if (type == null) {
                throw new Unreadable(
                        "its kind " + kind.asText() + " is unknown to this version; a newer kmig wrote it");
            }
            return new Entry(
                    seq.asLong(),
                    Instant.parse(line.path("at").asText()),
                    line.path("operator").asText(),
                    json.treeToValue(line.path("event"), type));
        } catch (JsonProcessingException e) {
            throw new Unreadable("it does not fit this version (" + e.getOriginalMessage() + ")");
        } catch (DateTimeParseException e) {
            throw new Unreadable("its time is malformed");
        }
    }
}
