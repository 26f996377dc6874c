package io.kmig.validator.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmig.validator.match.Component;
import io.kmig.validator.match.FindingKind;
import io.kmig.validator.verdict.Outcome;
import io.kmig.validator.verdict.PartitionVerdict;
import io.kmig.validator.verdict.Problem;
import io.kmig.validator.verdict.Verdict;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ReportTest {
    private static final Problem LOST = new Problem("orders", 0, FindingKind.MISSING, 17, -1, Component.UNKNOWN, null);
    private static final Problem CHANGED =
            new Problem("orders", 0, FindingKind.MUTATED, 18, 21, Component.NOT_KEY, null);

    @Test
    void junitHasAFailureForFailAndAnErrorForInconclusiveAndSkipsNothing() throws Exception {
        Element suites = junit(verdict("blue is read to 3 of 9"));

        assertThat(suites.getAttribute("tests")).isEqualTo("3");
        assertThat(suites.getAttribute("failures")).isEqualTo("1");
        assertThat(suites.getAttribute("errors")).isEqualTo("1");
        assertThat(suites.getElementsByTagName("testsuite").getLength()).isEqualTo(2);
        assertThat(suites.getElementsByTagName("skipped").getLength()).isZero();
        Element failure = (Element) suites.getElementsByTagName("failure").item(0);
        assertThat(failure.getTextContent())
                .contains("MISSING in orders-0, blue offset 17")
                .contains("MUTATED in orders-0, blue offset 18, green offset 21 (value, headers or timestamp)");
        Element error = (Element) suites.getElementsByTagName("error").item(0);
        assertThat(error.getAttribute("message")).isEqualTo("blue is read to 3 of 9");
    }

    @Test
    void junitStaysWellFormedWhateverAReasonHolds() throws Exception {
        Element suites = junit(verdict("<![CDATA[ & \"quoted\" ]]> \u0000\u0007\ufffe \ud83d\ude00"));

        Element error = (Element) suites.getElementsByTagName("error").item(0);
        assertThat(error.getAttribute("message"))
                .startsWith("<![CDATA[ & \"quoted\" ]]>")
                .endsWith("\ud83d\ude00");
    }

    @Test
    void mismatchesAreOneObjectALineWithKeysHashed() throws Exception {
        byte[] key = "alice@example.org".getBytes(StandardCharsets.UTF_8);

        List<JsonNode> lines = lines(new MismatchLines(problem -> key, false, "pepper"));

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).get("class").asText()).isEqualTo("MISSING");
        assertThat(lines.get(0).get("blueOffset").asLong()).isEqualTo(17);
        assertThat(lines.get(0).has("greenOffset")).isFalse();
        assertThat(lines.get(0).get("keyHash").asText()).hasSize(32).doesNotContain("alice");
        assertThat(lines.get(0).has("keyBase64")).isFalse();
        assertThat(lines(new MismatchLines(problem -> key, false, "salt"))
                        .get(0)
                        .get("keyHash"))
                .isNotEqualTo(lines.get(0).get("keyHash"));
    }

    @Test
    void mismatchesHoldKeysInClearWhenAskedFor() throws Exception {
        List<JsonNode> lines =
                lines(new MismatchLines(problem -> "k".getBytes(StandardCharsets.UTF_8), true, "pepper"));

        assertThat(lines.get(0).get("key").asText()).isEqualTo("k");
        assertThat(lines.get(0).get("keyBase64").asText()).isEqualTo("aw==");
        assertThat(lines.get(0).has("keyHash")).isFalse();
    }

    @Test
    void keysThatAreNoTextAreHeldAsBytesOnly() throws Exception {
        for (byte[] key : List.of(new byte[] {0, 0, 1, 4}, new byte[] {(byte) 0xff, 'k'})) {
            JsonNode line =
                    lines(new MismatchLines(problem -> key, true, "pepper")).get(0);

            assertThat(line.has("key")).isFalse();
            assertThat(line.get("keyBase64").binaryValue()).isEqualTo(key);
        }
    }

    @Test
    void theSummaryCountsByKindAndNamesReasons() {
        Summary summary = Summary.of(verdict("blue is read to 3 of 9"));

        assertThat(summary.passed()).isEqualTo(1);
        assertThat(summary.problems()).containsEntry(FindingKind.MISSING, 1L).containsEntry(FindingKind.MUTATED, 1L);
        assertThat(summary.markdown())
                .contains("Validation of m: FAIL")
                .contains("payments-0 INCONCLUSIVE: blue is read to 3 of 9")
                .contains("head-expired");
    }

    private static Element junit(Verdict verdict) throws Exception {
        StringWriter out = new StringWriter();
        JUnitXml.write(verdict, out);
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(out.toString())))
                .getDocumentElement();
    }

    private static List<JsonNode> lines(MismatchLines lines) throws Exception {
        StringWriter out = new StringWriter();
        lines.write(List.of(LOST, CHANGED), out);
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> read = new ArrayList<>();
        for (String line : out.toString().lines().toList()) {
            read.add(json.readTree(line));
        }
        return read;
    }

    private static Verdict verdict(String reason) {
        return new Verdict(
                Outcome.FAIL,
                "m",
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(60),
                99.5,
                100,
                3e-27,
                List.of(
                        partition("orders", 0, Outcome.FAIL, "2 differences"),
                        partition("orders", 1, Outcome.PASS, ""),
                        partition("payments", 0, Outcome.INCONCLUSIVE, reason)),
                List.of(LOST, CHANGED),
                0,
                List.of("head-expired"),
                "b",
                "g",
                "abcd");
    }

    private static PartitionVerdict partition(String topic, int number, Outcome outcome, String reason) {
        return new PartitionVerdict(
                topic, number, outcome, reason, 9, 9, 9, 9, "", 0, 0, 0, 9, 9, new UUID(0, 0), new UUID(0, 0));
    }
}
