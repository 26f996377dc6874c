package io.kmig.adapter.journal;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Where a migration's journal is kept.
 *
 * @param migration the migration's name
 * @param directory of the local file, created when missing
 * @param green client properties with bootstrap.servers, every reference resolved
 * @param clock stamps entries
 * @param notes told, in a sentence, when something was set aside or rebuilt
 */
public record JournalSettings(
        String migration, Path directory, Map<String, Object> green, Clock clock, Consumer<String> notes) {
    public JournalSettings {
        green = Map.copyOf(green);
    }

    String topic() {
        return "kmig." + migration + ".journal";
    }

    String transactionalId() {
        return "kmig." + migration + ".operator";
    }

    /** Without the properties, which may hold credentials. */
    @Override
    public String toString() {
        return "JournalSettings[" + migration + ", " + directory + "]";
    }
}
