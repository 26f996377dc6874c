package io.kmig.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** One checksum over all records of a topic, in the order of each partition; offsets are none of it. */
final class Contents {
    private Contents() {}

    static String checksum(Map<String, Object> cluster, String topic, int partitions) {
        Map<Integer, MessageDigest> digests = new TreeMap<>();
        WholeLog.read(
                cluster,
                topic,
                partitions,
                records -> records.forEach(
                        record -> add(digests.computeIfAbsent(record.partition(), p -> sha256()), record)));
        MessageDigest all = sha256();
        digests.forEach((partition, digest) -> {
            all.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, partition));
            all.update(digest.digest());
        });
        return HexFormat.of().formatHex(all.digest());
    }

    private static void add(MessageDigest digest, ConsumerRecord<byte[], byte[]> record) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, record.timestamp()));
        add(digest, record.key());
        add(digest, record.value());
        record.headers().forEach(header -> {
            digest.update(header.key().getBytes(StandardCharsets.UTF_8));
            add(digest, header.value());
        });
    }

    private static void add(MessageDigest digest, byte @Nullable [] bytes) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes == null ? -1 : bytes.length));
        if (bytes != null) {
            digest.update(bytes);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
