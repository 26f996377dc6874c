package io.kmig.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import io.kmig.cli.document.Documents;
import io.kmig.cli.document.ReportDocument;
import io.kmig.cli.document.ReportDocument.Database;
import io.kmig.cli.document.ReportDocument.Pause;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page as people see it: wide and narrow, light and dark. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReportInBrowserTest {
    private Playwright playwright;
    private Browser browser;
    private String address;

    @BeforeAll
    void start(@TempDir Path directory) {
        playwright = Playwright.create();
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of(System.getProperty("kmig.chromium")))
                        .setArgs(List.of("--no-sandbox")));
        new ReportFiles(new Documents(), InstantSource.system()).write(everything(), directory);
        address = directory.resolve("report.html").toUri().toString();
    }

    @AfterAll
    void stop() {
        browser.close();
        playwright.close();
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "1280, DARK", "375, LIGHT", "375, DARK"})
    void itAsksForNothingAndBreaksNoPolicyOfItsOwn(int width, ColorScheme scheme) {
        List<String> requests = new ArrayList<>();
        List<String> complaints = new ArrayList<>();
        try (BrowserContext context = context(width, scheme, false)) {
            Page page = context.newPage();
            page.onRequest(r -> requests.add(r.url()));
            page.onConsoleMessage(m -> complaints.add(m.text()));

            page.navigate(address);

            page.screenshot(new Page.ScreenshotOptions()
                    .setFullPage(true)
                    .setPath(Path.of(
                            System.getProperty("kmig.screenshots"),
                            scheme.name().toLowerCase(Locale.ROOT) + "-" + width + ".png")));
        }
        assertThat(requests).allMatch(r -> r.equals(address) || r.equals("data:,"));
        assertThat(complaints).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "1280, DARK", "375, LIGHT", "375, DARK"})
    void itKeepsTheRulesOfAccessibilityAndFitsTheWidth(int width, ColorScheme scheme) {
        // axe is a script, which the page's own policy would refuse
        try (BrowserContext context = context(width, scheme, true)) {
            Page page = context.newPage();
            page.navigate(address);

            assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
            assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
        }
    }

    private BrowserContext context(int width, ColorScheme scheme, boolean scripts) {
        return browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(width, 800)
                .setColorScheme(scheme)
                .setBypassCSP(scripts));
    }

    /** Every kind of stage, a finding, long names, days between the units. */
    private static ReportDocument everything() {
        long later = Duration.ofDays(2).toMillis();
        ReportDocument document = Pages.document(
                "orders-and-payments-eu-west-production",
                Pages.verdict("FAIL", 99.97, 1e-9, List.of("audit.log: the header trace is dropped by the source")),
                List.of(
                        Pages.done("canary prepare", 0, 40),
                        Pages.done("canary stop", 50, 900),
                        Pages.done("canary start", 1000, 1500),
                        Pages.done("shop prepare", later, 30),
                        Pages.done("shop stop", later + 50, 2300),
                        Pages.unfinished("shop fence", later + 2400),
                        Pages.done("shop undo", later + 2900, 700),
                        Pages.undone(
                                "shop",
                                later + 3700,
                                "a writer outside kmig.yaml produced to shop.orders-with-a-very-long-topic-name-that-"
                                        + "someone-chose-and-nobody-dared-to-change"),
                        Pages.done("shop prepare", later * 2, 66),
                        Pages.done("shop silence", later * 2 + 90, 1725),
                        Pages.done("shop hand off", later * 2 + 1900, 20),
                        Pages.done("shop reverse", later * 2 + 2000, 655),
                        Pages.turnedBack("shop", later * 2 + 3000),
                        Pages.unfinished("shop stop", later * 2 + 3100)),
                new Database(50_231L, 1L));
        String finding = """
                [{"kind": "lost", "who": "till", "topic": "shop.receipts", "partition": 1, "offset": 1201,
                  "key": "k1", "detail": "acknowledged on blue, not visible on green"}]""";
        return document.witnessed(
                Pause.of(List.of(2341L, 2668L)),
                Pause.of(List.of(1289L)),
                Pages.json(Pages.CLEAN_LEDGER
                        .replaceFirst("\"lost\": 0", "\"lost\": 1")
                        .replace("\"findings\": []", "\"findings\": " + finding)));
    }
}
