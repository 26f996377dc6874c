package io.kmig.sandbox.data;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A PostgreSQL database and who to be there. */
public record Database(String url, String user, String password) {
    /** The caller closes it. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }

    /** The password is a secret. */
    @Override
    public String toString() {
        return url;
    }
}
