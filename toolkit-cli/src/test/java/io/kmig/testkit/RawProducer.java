package io.kmig.testkit;

import io.kmig.core.estate.Tp;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.utils.Utils;

/**
 * One batch as the Java producer refuses to write it and other clients do not, over a socket of its own to a partition's
 * leader without TLS.
 */
public final class RawProducer {
    /** Of Kafka 2.8: topics by name, and no partition is added to a transaction by itself. */
    private static final short VERSION = 9;

    private static final int CRC = 17;
    private static final int ATTRIBUTES = 21;
    private static final int BASE_TIMESTAMP = 27;
    private static final int MAX_TIMESTAMP = 35;

    private RawProducer() {}

    /** Each record with this timestamp; -1 is none. */
    public static void write(String leader, Tp tp, long timestamp, String... values) {
        SimpleRecord[] records = Arrays.stream(values)
                .map(value -> new SimpleRecord(0, bytes("k"), bytes(value)))
                .toArray(SimpleRecord[]::new);
        MemoryRecords batch = MemoryRecords.withRecords(Compression.NONE, records);
        ByteBuffer buffer = batch.buffer();
        buffer.putLong(BASE_TIMESTAMP, timestamp);
        buffer.putLong(MAX_TIMESTAMP, timestamp);
        CRC32C crc = new CRC32C();
        crc.update(buffer.duplicate().position(ATTRIBUTES));
        buffer.putInt(CRC, (int) crc.getValue());
        send(leader, tp, batch, new ProduceRequestData());
    }

    /** @return true, once the broker has it */
    static boolean writeInTransaction(String leader, long producerId, Tp tp, String value) {
        MemoryRecords batch = MemoryRecords.withTransactionalRecords(
                Compression.NONE,
                producerId,
                (short) 0,
                0,
                new SimpleRecord(System.currentTimeMillis(), null, bytes(value)));
        send(leader, tp, batch, new ProduceRequestData().setTransactionalId("raw"));
        return true;
    }

    private static void send(String leader, Tp tp, MemoryRecords batch, ProduceRequestData data) {
        data.setAcks((short) -1).setTimeoutMs(10_000);
        data.topicData()
                .add(new TopicProduceData()
                        .setName(tp.topic())
                        .setPartitionData(List.of(new PartitionProduceData()
                                .setIndex(tp.partition())
                                .setRecords(batch))));
        RequestHeader header = new RequestHeader(ApiKeys.PRODUCE, VERSION, "raw", 1);
        ByteBuffer request = new ProduceRequest(data, VERSION).serializeWithHeader(header);
        try (Socket socket = new Socket(Utils.getHost(leader), Utils.getPort(leader))) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(request.remaining());
            out.write(request.array(), request.arrayOffset() + request.position(), request.remaining());
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] answer = in.readNBytes(in.readInt());
            ProduceResponse response =
                    (ProduceResponse) AbstractResponse.parseResponse(ByteBuffer.wrap(answer), header);
            if (!response.errorCounts().keySet().equals(java.util.Set.of(Errors.NONE))) {
                throw new IllegalStateException(response.toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
