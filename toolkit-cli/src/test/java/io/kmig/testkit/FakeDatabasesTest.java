package io.kmig.testkit;

import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.DatabasePort;
import io.kmig.core.spec.MigrationSpec.DatabaseSpec;
import org.jspecify.annotations.Nullable;

class FakeDatabasesTest extends DatabasePortContract {
    @Override
    protected Stage stage() {
        FakeDatabases fake = new FakeDatabases();
        return new Stage() {
            @Override
            public DatabasePort port() {
                return fake;
            }

            @Override
            public DatabaseSpec spec() {
                return Specs.database(true);
            }

            @Override
            public long nextId(Colour side) {
                return fake.nextId(side);
            }

            @Override
            public void write(Colour side, long id, @Nullable String text) {
                fake.write(side, id, text);
            }

            @Override
            public void delete(Colour side, long id) {
                fake.delete(side, id);
            }

            @Override
            public void confirmAll() {
                fake.confirmAll();
            }

            @Override
            public void apply(String connector, Tp tp, long next) {
                fake.apply(connector, tp, next);
            }
        };
    }
}
