package io.kmig.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.cli.document.ReportDocument;
import io.kmig.cli.document.ReportDocument.Database;
import io.kmig.cli.document.ReportDocument.Stage;
import io.kmig.cli.document.ReportDocument.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page as a browser would read it. */
class RenderedPageTest {
    private static final String HARMLESS = "harmless";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "</style><script>alert(1)</script>",
                "</title><img src=x onerror=alert(1)>",
                "\" onmouseover=\"alert(1)",
                "' onmouseover='alert(1)",
                "--><svg onload=alert(1)>",
                "]]></svg></figure><iframe src=//evil.example>",
                "&lt;b&gt; &amp; <b>bold</b>",
                "{{7*7}} ${7*7} @if(true) !{}",
                "javascript:alert(1)",
                "\u202Egnirts \u0000 \uD800",
            })
    void noTextOfTheEstateBecomesMarkup(String hostile) {
        Document harmless = parse(everywhere(HARMLESS));

        Document page = parse(everywhere(hostile));

        assertThat(shape(page)).isEqualTo(shape(harmless));
        assertThat(page.select("script, iframe, img, object, b")).isEmpty();
        String shown = Words.text(hostile).replaceAll("\\s+", " ");
        assertThat(page.selectFirst("h1").text()).isEqualTo(shown);
        assertThat(page.select("#findings tbody td").eachText()).contains(shown);
        assertThat(page.select("#stages tbody td").eachText()).contains("undone: " + shown);
        assertThat(page.select("#verdict li").eachText()).contains(shown);
        assertThat(page.select("svg text.label").eachText().get(0))
                .startsWith(Words.label(shown).substring(0, 5));
    }

    @Test
    void noPassIsInTheHeadingAfterARollback() {
        Verdict passed = Pages.verdict("PASS", 100.0, 0.0, List.of());

        Document page = parse(Pages.page(Pages.in("OnBlue", Pages.judged(passed))));

        assertThat(page.selectFirst(".word").text()).isEqualTo("↩ Where the estate is: rolled back, on blue");
    }

    @Test
    void itAsksForNothing() {
        Document page = parse(everywhere(HARMLESS));

        assertThat(page.select("script, iframe, object, embed, form, base, img, style ~ style"))
                .isEmpty();
        assertThat(page.select("[src], [srcset], [action], [style], [xlink:href]"))
                .isEmpty();
        assertThat(page.select("[href]").eachAttr("href")).allMatch(h -> h.startsWith("#") || h.equals("data:,"));
        assertThat(page.selectFirst("style").data()).doesNotContain("@import", "//", "url(h", "url(d");
        assertThat(page.getAllElements()).allSatisfy(e -> assertThat(e.attributes())
                .noneMatch(a -> a.getKey().toLowerCase(Locale.ROOT).startsWith("on")));
    }

    @Test
    void thePolicyAdmitsNothingButItsOwnStyleSheet() {
        Document page = parse(everywhere(HARMLESS));

        String policy =
                page.selectFirst("meta[http-equiv=Content-Security-Policy]").attr("content");

        String hash = Base64.getEncoder()
                .encodeToString(PageRenderer.sha256(page.selectFirst("style").data()));
        assertThat(policy)
                .contains("default-src 'none'", "style-src 'sha256-" + hash + "'")
                .doesNotContain("unsafe");
    }

    @Test
    void aReaderWhoHearsItFindsHeadingsCaptionsAndScopes() {
        Document page = parse(everywhere(HARMLESS));

        assertThat(page.selectFirst("html").attr("lang")).isEqualTo("en");
        assertThat(page.select("h1")).hasSize(1);
        assertThat(page.select("h2").eachText())
                .containsExactly("Timeline", "Validator", "Pauses", "Offsets", "Ledger", "Databases");
        assertThat(page.select("table")).hasSizeGreaterThan(4).allSatisfy(table -> {
            assertThat(table.selectFirst("caption").text()).isNotBlank();
            assertThat(table.select("thead th")).allMatch(th -> th.attr("scope").equals("col"));
            assertThat(table.select("tbody tr"))
                    .allMatch(tr -> tr.child(0).attr("scope").equals("row"));
        });
        assertThat(page.select("[aria-labelledby]")).allSatisfy(e -> {
            for (String id : e.attr("aria-labelledby").split(" ", -1)) {
                assertThat(page.getElementById(id)).as(id).isNotNull();
            }
        });
        assertThat(page.select("[id]").eachAttr("id")).doesNotHaveDuplicates();
        assertThat(page.select("nav a").eachAttr("href"))
                .allSatisfy(h -> assertThat(page.getElementById(h.substring(1))).isNotNull());
    }

    @Test
    void theDrawingIsTheTableWithoutColour() {
        Document page = parse(Pages.page(Pages.document(
                Pages.done("shop prepare", 0, 10),
                Pages.unfinished("shop fence", 20),
                Pages.undone("shop", 90, "stopped"))));

        assertThat(page.select("figure > svg text.label").eachText())
                .containsExactly(
                        "shop prepare · 10 ms · later undone",
                        "shop fence · not finished · later undone",
                        "shop undone");
        assertThat(page.select("figure > svg > rect.bar")).hasSize(2);
        assertThat(page.select("figure > svg > svg.moment")).hasSize(1);
        assertThat(page.select("#stages tbody tr")).hasSize(3);
    }

    @Test
    void withoutAnyStageThereIsNoDrawing() {
        Document page = parse(Pages.page(Pages.document()));

        assertThat(page.select("svg")).isEmpty();
        assertThat(page.selectFirst("#timeline").text()).contains("No stage");
        assertThat(page.text()).doesNotContain("null").contains("Only the demo has one");
    }

    @Test
    void itSaysWhereItCameFrom() {
        Document page = parse(Pages.page(Pages.document()));

        assertThat(page.selectFirst("footer").text()).contains("kmig 0.1.0", "2026-11-21T10:06:00Z", "ab".repeat(32));
    }

    @Test
    void howeverMuchThereIsThePageStaysUnderTwoMegabytes() {
        String word = "<&\"'>".repeat(2000);
        List<Stage> stages = IntStream.range(0, 20_000)
                .mapToObj(i -> new Stage(word + i + " undone", Pages.BEGAN.plusSeconds(i), null, word))
                .toList();
        String row =
                "{\"name\": \"%1$s\", \"kind\": \"%1$s\", \"group\": \"%1$s\", \"who\": \"%1$s\", \"topic\": \"%1$s\","
                                .formatted(word.replace("\"", "\\\""))
                        + " \"detail\": \"x\", \"key\": \"x\"}";
        String rows = "[" + String.join(",", Collections.nCopies(500, row)) + "]";
        String ledger = List.of("clients", "groups", "findings", "writePauses", "consumerPauses").stream()
                .map(k -> "\"" + k + "\": " + rows)
                .collect(Collectors.joining(", ", "{", "}"));
        ReportDocument document = Pages.document(
                word,
                Pages.verdict("PASS", 1.0, 1.0, Collections.nCopies(5000, word)),
                stages,
                new Database(null, null));

        String html = new PageRenderer().render(Pages.page(document, ledger));

        assertThat(html.getBytes(StandardCharsets.UTF_8).length).isLessThan(2_000_000);
    }

    /** The same text wherever a text of the estate is shown. */
    private static ReportPage everywhere(String text) {
        String json = text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\u0000", "\\u0000")
                .replace("\uD800", "\\ud800");
        String ledger = """
                {"produced": 1, "lost": 1,
                 "clients": [{"name": "%1$s", "kind": "%1$s"}],
                 "groups": [{"group": "%1$s"}],
                 "writePauses": [{"topic": "%1$s", "partition": 0, "ms": null}],
                 "consumerPauses": [{"group": "%1$s", "ms": 5}],
                 "findings": [{"kind": "lost", "who": "%1$s", "topic": "%1$s", "key": "%1$s", "detail": "%1$s"}]}
                """.formatted(json);
        List<Stage> stages = List.of(
                new Stage(text + " prepare", Pages.BEGAN, 5L, "done"),
                new Stage(text + " stop", Pages.BEGAN.plusMillis(9), null, text),
                new Stage(text + " undone", Pages.BEGAN.plusMillis(90), null, text));
        return Pages.page(
                Pages.document(text, Pages.verdict(text, 50.0, null, List.of(text)), stages, new Database(1L, 1L)),
                ledger);
    }

    private static Document parse(ReportPage page) {
        return Jsoup.parse(new PageRenderer().render(page));
    }

    /** Elements and attribute names in order: what a text must not change. */
    private static List<String> shape(Document page) {
        return page.getAllElements().stream().map(RenderedPageTest::shape).toList();
    }

    private static String shape(Element element) {
        return element.tagName()
                + element.attributes().asList().stream()
                        .map(a -> " " + a.getKey())
                        .collect(Collectors.joining());
    }
}
