package io.kmig.core.migration;

import io.kmig.core.port.ClusterPort;
import io.kmig.core.port.ConnectPort;
import io.kmig.core.port.MirrorRecords;
import io.kmig.core.port.RecordLog;

/** Both sides of a migration as ports, and the workers between them. */
public record Estates(
        ClusterPort blue,
        ClusterPort green,
        RecordLog blueLog,
        RecordLog greenLog,
        ConnectPort connect,
        MirrorRecords mirrorRecords) {}
