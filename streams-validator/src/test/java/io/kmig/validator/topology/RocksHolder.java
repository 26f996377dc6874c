package io.kmig.validator.topology;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** A process that uses RocksDB as the comparison does, says so, and stays until it is killed or its input ends. */
public final class RocksHolder {
    private RocksHolder() {}

    /** Argument: the state directory. */
    public static void main(String[] args) throws IOException, RocksDBException {
        Path state = Path.of(args[0]);
        RocksLibrary.load(state);
        Path store = Files.createDirectories(
                state.resolve("store-" + ProcessHandle.current().pid()));
        try (Options options = new Options().setCreateIfMissing(true);
                RocksDB db = RocksDB.open(options, store.toString())) {
            db.put(bytes("key"), bytes("value"));
            System.out.println("holds " + new String(db.get(bytes("key")), StandardCharsets.UTF_8));
            while (System.in.read() >= 0) {
                // until the one that started it lets go
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
