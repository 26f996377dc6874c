package io.kmig.ledger.spec;

import io.kmig.ledger.record.Cluster;
import java.util.List;

/**
 * What a client of databases writes to.
 *
 * @param blueUrl JDBC address used when it's started on blue; user and password are among the client's properties
 * @param greenUrl the same for green
 * @param baseline file with the rows there were before any client wrote: only these, and those it inserted itself, are
 *     changed by a client
 * @param tables with their schemas; empty for all that can be written without knowing what they mean
 * @param writer which of the writers this one is, from 0: each row is one writer's only, so that none overtakes another
 * @param writers how many there are
 */
public record DatabaseSpec(
        String blueUrl, String greenUrl, String baseline, List<String> tables, int writer, int writers) {
    @SuppressWarnings("ConstantValue") // what JSON leaves out arrives as null or 0
    public DatabaseSpec {
        if (blueUrl == null || greenUrl == null || baseline == null)
            throw new IllegalArgumentException("a database writer needs blueUrl, greenUrl and baseline");
        tables = tables == null ? List.of() : List.copyOf(tables);
        writers = writers == 0 ? 1 : writers;
        if (writer < 0 || writer >= writers)
            throw new IllegalArgumentException("writer " + writer + " of " + writers + " counted from 0");
    }

    public static DatabaseSpec of(String blueUrl, String greenUrl, String baseline) {
        return new DatabaseSpec(blueUrl, greenUrl, baseline, List.of(), 0, 1);
    }

    public DatabaseSpec tables(String... names) {
        return new DatabaseSpec(blueUrl, greenUrl, baseline, List.of(names), writer, writers);
    }

    public DatabaseSpec share(int thisOne, int ofSoMany) {
        return new DatabaseSpec(blueUrl, greenUrl, baseline, tables, thisOne, ofSoMany);
    }

    public String url(Cluster cluster) {
        return cluster == Cluster.BLUE ? blueUrl : greenUrl;
    }
}
