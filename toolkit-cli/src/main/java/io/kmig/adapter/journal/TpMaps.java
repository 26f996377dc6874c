package io.kmig.adapter.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.type.MapType;
import io.kmig.core.estate.Tp;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Maps by topic-partition as lists of {@code [topic, partition, value]}, sorted: equal maps have equal text, and a topic
 * name is never taken apart again.
 */
final class TpMaps extends SimpleModule {
    private static final long serialVersionUID = 1L;

    TpMaps() {
        super("tp-maps");
        setSerializerModifier(new Writing());
        setDeserializerModifier(new Reading());
    }

    private static final class Writing extends BeanSerializerModifier {
        private static final long serialVersionUID = 1L;

        @Override
        public JsonSerializer<?> modifyMapSerializer(
                SerializationConfig config, MapType type, BeanDescription description, JsonSerializer<?> standard) {
            return type.getKeyType().hasRawClass(Tp.class) ? new Writer() : standard;
        }
    }

    private static final class Reading extends BeanDeserializerModifier {
        private static final long serialVersionUID = 1L;

        @Override
        public JsonDeserializer<?> modifyMapDeserializer(
                DeserializationConfig config, MapType type, BeanDescription description, JsonDeserializer<?> standard) {
            return type.getKeyType().hasRawClass(Tp.class) ? new Reader(type.getContentType()) : standard;
        }
    }

    private static final class Writer extends JsonSerializer<Map<Tp, ?>> {
        @Override
        public void serialize(Map<Tp, ?> map, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeStartArray();
            for (Map.Entry<Tp, ?> entry : new TreeMap<>(map).entrySet()) {
                out.writeStartArray();
                out.writeString(entry.getKey().topic());
                out.writeNumber(entry.getKey().partition());
                provider.defaultSerializeValue(entry.getValue(), out);
                out.writeEndArray();
            }
            out.writeEndArray();
        }

        @Override
        public void serializeWithType(
                Map<Tp, ?> map, JsonGenerator out, SerializerProvider provider, TypeSerializer types)
                throws IOException {
            serialize(map, out, provider);
        }
    }

    private static final class Reader extends JsonDeserializer<Map<Tp, ?>> {
        private final JavaType value;

        private Reader(JavaType value) {
            this.value = value;
        }

        @Override
        public Map<Tp, ?> deserialize(JsonParser in, DeserializationContext context) throws IOException {
            if (!in.isExpectedStartArrayToken()) {
                return malformed(in, context);
            }
            Map<Tp, Object> map = new TreeMap<>();
            while (in.nextToken() == JsonToken.START_ARRAY) {
                String topic = in.nextTextValue();
                if (topic == null || in.nextToken() != JsonToken.VALUE_NUMBER_INT) {
                    return malformed(in, context);
                }
                int partition = in.getIntValue();
                in.nextToken();
                map.put(new Tp(topic, partition), context.readValue(in, value));
                if (in.nextToken() != JsonToken.END_ARRAY) {
                    return malformed(in, context);
                }
            }
            return map;
        }

        private static Map<Tp, ?> malformed(JsonParser in, DeserializationContext context) throws IOException {
            throw context.wrongTokenException(
                    in, Map.class, JsonToken.START_ARRAY, "expected [topic, partition, value]");
        }
    }
}
