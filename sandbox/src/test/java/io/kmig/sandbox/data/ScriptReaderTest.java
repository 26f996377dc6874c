package io.kmig.sandbox.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.sandbox.data.ScriptPart.CopyIn;
import io.kmig.sandbox.data.ScriptPart.MetaLine;
import io.kmig.sandbox.data.ScriptPart.SqlStatement;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptReaderTest {
    @Test
    void semicolonsInQuotesAndDollarQuotesEndNothing() {
        List<ScriptPart> parts = ScriptReader.parts("""
                INSERT INTO a VALUES ('x;''y;', E'it\\';s', "odd;name");
                DO $body$ BEGIN PERFORM 1; END $body$;
                SELECT $$;$$;""");

        assertThat(parts)
                .containsExactly(
                        new SqlStatement(1, "INSERT INTO a VALUES ('x;''y;', E'it\\';s', \"odd;name\")"),
                        new SqlStatement(2, "DO $body$ BEGIN PERFORM 1; END $body$"),
                        new SqlStatement(3, "SELECT $$;$$"));
    }

    @Test
    void commentsAreLeftOutAndNestAndLinesStayCounted() {
        List<ScriptPart> parts = ScriptReader.parts("""
                -- first; not a statement
                /* nor; /* this; */ one; */
                SELECT 1 -- one; two
                , 2;

                SELECT '--', 3""");

        assertThat(parts).hasSize(2);
        assertThat(parts.get(0).line()).isEqualTo(3);
        assertThat(((SqlStatement) parts.get(0)).sql().replaceAll("\\s+", " ")).isEqualTo("SELECT 1 , 2");
        assertThat(parts.get(1)).isEqualTo(new SqlStatement(6, "SELECT '--', 3"));
    }

    @Test
    void semicolonsInParenthesesAndInBodiesOfFunctionsEndNothing() {
        List<ScriptPart> parts = ScriptReader.parts("""
                CREATE RULE r AS ON DELETE TO t DO (SELECT 1; SELECT 2);
                CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;
                BEGIN; SELECT 3; END;""");

        assertThat(parts)
                .extracting(part -> ((SqlStatement) part).sql())
                .satisfiesExactly(
                        sql -> assertThat(sql).startsWith("CREATE RULE").endsWith(")"),
                        sql -> assertThat(sql).startsWith("CREATE FUNCTION").endsWith("SELECT 2; END"),
                        sql -> assertThat(sql).isEqualTo("BEGIN"),
                        sql -> assertThat(sql).isEqualTo("SELECT 3"),
                        sql -> assertThat(sql).isEqualTo("END"));
    }

    @Test
    void psqlsOwnLinesStandAlone() {
        List<ScriptPart> parts =
                ScriptReader.parts("DROP DATABASE IF EXISTS shop;\n\\c shop;\nSELECT 1;\n  \\echo it's;\nSELECT 2;");

        assertThat(parts)
                .containsExactly(
                        new SqlStatement(1, "DROP DATABASE IF EXISTS shop"),
                        new MetaLine(2, "\\c shop;"),
                        new SqlStatement(3, "SELECT 1"),
                        new MetaLine(4, "\\echo it's;"),
                        new SqlStatement(5, "SELECT 2"));
    }

    @Test
    void copiedLinesAreDataUpToTheirEnd() {
        List<ScriptPart> parts =
                ScriptReader.parts("COPY public.t (a, b) FROM stdin;\n1\tit's; -- text\n2\t\\N\n\\.\n\nSELECT 1;\n");

        assertThat(parts)
                .containsExactly(
                        new CopyIn(1, "COPY public.t (a, b) FROM stdin", "1\tit's; -- text\n2\t\\N\n"),
                        new SqlStatement(6, "SELECT 1"));
    }
}
