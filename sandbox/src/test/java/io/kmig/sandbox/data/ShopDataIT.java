package io.kmig.sandbox.data;

import static io.kmig.sandbox.SharedPostgres.query;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.sandbox.SharedPostgres;
import org.junit.jupiter.api.Test;

class ShopDataIT {
    private static final String ALL = "SELECT md5(string_agg(t::text, '' ORDER BY t::text COLLATE \"C\")) FROM ";

    @Test
    void theSameSeedMakesTheSameRowsAndAnotherOthers() throws Exception {
        Database one = shop(7);
        Database same = shop(7);
        Database other = shop(8);

        for (String table : ShopData.TABLES) {
            String sql = ALL + table + " t";
            assertThat(query(same, sql)).as(table).isEqualTo(query(one, sql));
            assertThat(query(other, sql)).as(table).isNotEqualTo(query(one, sql));
        }
    }

    @Test
    void someTextsLieOutOfLine() throws Exception {
        Database shop = shop(7);

        String toast = query(
                shop, "SELECT pg_relation_size(reltoastrelid) FROM pg_class WHERE oid = 'shop.product'::regclass");

        assertThat(Long.parseLong(toast)).isGreaterThan(1_000_000);
    }

    @Test
    void sequencesAreSetPastTheRows() throws Exception {
        Database shop = shop(7);

        assertThat(
                        query(
                                shop,
                                "INSERT INTO shop.customer (name, since, profile) VALUES ('new', now(), '{}') RETURNING id > 600"))
                .isEqualTo("t");
    }

    private static Database shop(long seed) throws Exception {
        Database database = SharedPostgres.database();
        ShopData.createSchema(database);
        ShopData.load(database, seed);
        return database;
    }
}
