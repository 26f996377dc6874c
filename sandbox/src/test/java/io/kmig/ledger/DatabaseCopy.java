package io.kmig.ledger;

import io.kmig.ledger.rows.Catalog;
import io.kmig.ledger.rows.Table;
import io.kmig.sandbox.data.Database;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.Statement;
import org.postgresql.PGConnection;

/** Makes one database's rows another's: the perfect capture, all at once. */
final class DatabaseCopy {
    private DatabaseCopy() {}

    static void copy(Database from, Database to) throws Exception {
        try (Connection source = from.connect();
                Connection target = to.connect();
                Statement statement = target.createStatement()) {
            target.setAutoCommit(false);
            statement.execute("SET session_replication_role = replica");
            for (Table table : Catalog.read(source).values()) {
                ByteArrayOutputStream rows = new ByteArrayOutputStream();
                source.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY " + table.quoted() + " TO STDOUT", rows);
                statement.execute("DELETE FROM " + table.quoted());
                target.unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("COPY " + table.quoted() + " FROM STDIN", new ByteArrayInputStream(rows.toByteArray()));
            }
            target.commit();
        }
    }
}
