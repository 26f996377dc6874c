package io.kmig.core.migration;

import io.kmig.core.estate.TopicFacts;
import io.kmig.core.graph.Unit;
import io.kmig.core.port.Estates;
import java.util.Map;
import java.util.Set;

/** Who stamps the records of a unit's topics on green: those who write them, or the broker that appends them. */
final class TimestampTypes {
    private final Estates estates;

    TimestampTypes(Estates estates) {
        this.estates = estates;
    }

    /** A topic that stamps records on append kept blue's stamps while it was mirrored; from here on it stamps itself. */
    void asBlueDoes(Unit unit) {
        estates.blue().topics(unit.writes()).forEach((name, topic) -> {
            TopicFacts.ConfigFact type = topic.configs().get("message.timestamp.type");
            if (type != null && "LogAppendTime".equals(type.value())) {
                estates.green().alterTopicConfigs(name, Map.of("message.timestamp.type", "LogAppendTime"), Set.of());
            }
        });
    }

    /** Green is copied to again: a record keeps the stamp it was born with. */
    void asTheMirrorNeeds(Unit unit) {
        estates.green().topics(unit.writes()).forEach((name, topic) -> {
            TopicFacts.ConfigFact type = topic.configs().get("message.timestamp.type");
            if (type != null && "LogAppendTime".equals(type.value())) {
                estates.green().alterTopicConfigs(name, Map.of("message.timestamp.type", "CreateTime"), Set.of());
            }
        });
    }
}
