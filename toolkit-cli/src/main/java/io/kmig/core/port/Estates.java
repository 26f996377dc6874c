package io.kmig.core.port;

/** Both sides of a migration as ports, and the workers between them. */
public record Estates(
        ClusterPort blue,
        ClusterPort green,
        RecordLog blueLog,
        RecordLog greenLog,
        ConnectPort connect,
        MirrorRecords mirrorRecords,
        DatabasePort databases) {

    /** Without databases. */
    public Estates(
            ClusterPort blue,
            ClusterPort green,
            RecordLog blueLog,
            RecordLog greenLog,
            ConnectPort connect,
            MirrorRecords mirrorRecords) {
        this(blue, green, blueLog, greenLog, connect, mirrorRecords, DatabasePort.none());
    }
}
