package io.amalgam8.sidecar.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.Browser;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page in Debian's Chromium, above an admin API that is made up. */
@Tag("debian")
final class FrontPageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int HEIGHT = 900;
    private static final Vertx vertx = Vertx.vertx();
    private static Browser browser;

    private MadeUpSidecar sidecar;

    @BeforeAll
    static void startBrowser() {
        browser = Browser.start();
    }

    @AfterAll
    static void end() {
        browser.close();
        Await.result(vertx.close());
    }

    @BeforeEach
    void startSidecar() {
        browser.resize(1400, HEIGHT);
        browser.prefer("light");
        sidecar = MadeUpSidecar.start(vertx, 5, 14, 9);
    }

    @AfterEach
    void stopSidecar() {
        browser.open("about:blank");
        sidecar.close();
    }

    @ParameterizedTest
    @CsvSource({"400,light", "400,dark", "1400,light", "1400,dark"})
    void drawsEverythingWithoutAComplaintAtBothWidthsInLightAndDark(int width, String scheme) {
        browser.resize(width, HEIGHT);
        browser.prefer(scheme);

        look();
        awaitText("#state", "Ready");
        awaitTrue("return document.querySelectorAll('#services tbody').length === 5");
        awaitTrue("return document.querySelectorAll('#instances tbody tr').length === 10");
        awaitTrue("return document.querySelectorAll('#rules tbody tr').length === 9");
        awaitTrue("return document.querySelectorAll('#requests tbody tr').length === 25");
        awaitTrue("return document.querySelectorAll('#control tbody tr').length === 6");
        awaitTrue("return document.querySelectorAll('#services .plot path[d^=M]').length >= 10");
        awaitTrue("return document.querySelectorAll('#totals .plot path[d^=M]').length >= 4");

        browser.picture(Path.of("target/page/" + width + "-" + scheme + ".png"));
        assertThat(browser.evaluate(
                        "const page = document.documentElement; return page.scrollWidth - page.clientWidth"))
                .as("what sticks out at the side, in pixels")
                .isEqualTo(0);
        assertThat(browser.evaluate(CONTRAST_OF_TEXT))
                .as("contrast of the faintest text")
                .isEqualTo(new JsonArray());
        assertThat(browser.complaints()).isEmpty();
    }

    /** Texts whose contrast to the page is under 4.5 (WCAG 2.2, 1.4.3), of each kind of text. */
    private static final String CONTRAST_OF_TEXT = """
            const rgb = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
            const light = colour => {
              const parts = rgb(colour).map(c => c / 255).map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
              return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
            };
            const paper = light(getComputedStyle(document.body).backgroundColor);
            return ["body", ".hint", ".count", ".more", ".weight", "thead th", "button.plain", "a", "[data-status='5']", "[data-status='4']"]
              .filter(selector => {
                const ink = light(getComputedStyle(document.querySelector(selector)).color);
                return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05) < 4.5;
              });
            """;

    @Test
    void followsTheTrafficAsItsSplitChanges() {
        look();
        await().atMost(PATIENCE).until(() -> share("reviews", "v2") > 15 && share("reviews", "v2") < 35);

        sidecar.split(0.9);

        await().atMost(PATIENCE).until(() -> share("reviews", "v2") > 80);
        awaitTrue("return document.querySelector('#services .weight:not([hidden])').textContent.includes('10%')");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void saysHowTheControlPlaneIs() {
        look();
        awaitText("#state", "Ready");

        sidecar.registryAway();

        awaitText("#state", "Degraded");
        awaitText("#reasons", "registry is degraded: connection refused");
        awaitText("#control", "connection refused");

        sidecar.healthy();

        awaitText("#state", "Ready");
        awaitTrue("return document.getElementById('reasons').hidden");
    }

    @Test
    void outlivesTheSidecarAndSaysSo() {
        look();
        awaitText("#state", "Ready");

        sidecar.stop();

        awaitText("#state", "No live numbers since");
        assertThat(browser.count("#requests tbody tr"))
                .as("what is known stays")
                .isEqualTo(25);

        sidecar.startAgain();

        awaitText("#state", "connected again");
        await().atMost(PATIENCE).until(() -> share("reviews", "v1") > 50);
    }

    @Test
    void showsWhatComesFromOutsideAsText() {
        look();

        awaitText("#requests", MadeUpLists.HOSTILE);

        assertThat(browser.count("main img, main script")).isZero();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void isUsedByKeyboardAlone() {
        look();
        awaitTrue("return document.querySelectorAll('#requests tbody tr').length === 25");

        browser.type(Browser.TAB);
        assertThat(focused()).isEqualTo("Skip to the content");
        browser.type(Browser.ENTER + Browser.TAB);
        assertThat(browser.evaluate("return document.activeElement.id")).isEqualTo("services-filter");
        assertThat(browser.evaluate("return getComputedStyle(document.activeElement).outlineStyle"))
                .isEqualTo("solid");

        browser.type("rat");
        awaitTrue("return document.querySelectorAll('#services tbody').length === 1");
        assertThat(browser.text("#services-tools .count")).isEqualTo("1 of 5");

        browser.type(Browser.TAB + Browser.TAB + Browser.ENTER);
        awaitTrue("return document.activeElement.id === 'instances-filter'");
        awaitTrue("return document.querySelectorAll('#instances tbody tr').length === 2");

        tabTo("Explain");
        browser.type(Browser.ENTER);
        awaitText("#explain-answer", "Goes to reviews:v2, by rule rule-1.");
        awaitText("#explain-answer", "match.headers.Cookie does not match user=jason");
        browser.type(Browser.ESCAPE);
        awaitTrue("return !document.getElementById('explain').open");
        assertThat(focused()).isEqualTo("Explain");
    }

    @Test
    void holdsTheRequestsStillWhileOneIsRead() {
        look();
        awaitTrue("return document.querySelectorAll('#requests tbody tr').length === 25");

        tabTo("Hold");
        browser.type(Browser.ENTER);
        String held = browser.text("#requests tbody");
        long asked = sidecar.asked("/requests");
        await().atMost(PATIENCE).until(() -> sidecar.asked("/requests") > asked + 1);
        assertThat(browser.text("#requests tbody")).isEqualTo(held);

        browser.type(Browser.ENTER);
        await().atMost(PATIENCE).until(() -> !browser.text("#requests tbody").equals(held));
    }

    @Test
    void staysUsableWithAThousandInstancesAndTwoHundredRules() {
        sidecar.close();
        sidecar = MadeUpSidecar.start(vertx, 50, 1000, 200);
        look();
        awaitText("#instances-tools .count", "1,000");
        awaitText("#rules-tools .count", "200");
        awaitText("#services-tools .count", "50");
        browser.picture(Path.of("target/page/1400-thousand.png"));

        browser.evaluate(COUNT_LONG_TASKS);
        long asked = sidecar.asked("/services");
        await().atMost(PATIENCE).until(() -> sidecar.asked("/services") >= asked + 4);

        assertThat(longTasks())
                .as("milliseconds in which nothing could be clicked")
                .allMatch(task -> task < 500);
        assertThat(browser.count("#instances tbody tr")).isEqualTo(20);
        assertThat(browser.count("*")).as("elements in all").isLessThan(5000);
        assertThat(everyPageOf("instances")).hasSize(1000).doesNotHaveDuplicates();
        assertThat(everyPageOf("rules")).hasSize(200);
        browser.evaluate("document.getElementById('instances-filter').focus()");
        browser.type("service-049 v2");
        awaitText("#instances-tools .count", "10 of 1,000");
        assertThat(browser.complaints()).isEmpty();
    }

    private static final String COUNT_LONG_TASKS = """
            window.longTasks = [];
            new PerformanceObserver(list => list.getEntries().forEach(entry => window.longTasks.push(entry.duration)))
              .observe({ type: "longtask" });
            """;

    private static List<Double> longTasks() {
        List<Double> tasks = new ArrayList<>();
        ((Iterable<?>) browser.evaluate("return window.longTasks"))
                .forEach(task -> tasks.add(((Number) task).doubleValue()));
        return tasks;
    }

    /** The first two cells of every row, leafing through by the button. */
    private static List<String> everyPageOf(String list) {
        List<String> rows = new ArrayList<>();
        ((Iterable<?>) browser.evaluate("""
                const rows = [];
                const next = document.querySelector("#LIST .pager button:last-child");
                for (let page = 0; page < 100; page++) {
                  document.querySelectorAll("#LIST tbody tr").forEach(row =>
                    rows.push(row.cells[0].textContent + " " + row.cells[1].textContent));
                  if (next.getAttribute("aria-disabled") === "true") {
                    break;
                  }
                  next.click();
                }
                return rows;
                """.replace("LIST", list))).forEach(row -> rows.add((String) row));
        return rows;
    }

    private void look() {
        browser.open(sidecar.url());
    }

    /** The measured share of that version, in hundredths; 0 where none is told. */
    private static double share(String service, String version) {
        return ((Number) browser.evaluate("""
                const group = [...document.querySelectorAll("#services tbody")]
                  .find(body => body.rows[0].cells[0].textContent === "SERVICE");
                const row = [...(group?.rows ?? [])].find(one => one.cells[0].textContent === "VERSION");
                return parseFloat(row?.querySelector(".split .number").textContent) || 0;
                """.replace("SERVICE", service).replace("VERSION", version))).doubleValue();
    }

    private static void tabTo(String text) {
        for (int tabs = 0; tabs < 200 && !focused().equals(text); tabs++) {
            browser.type(Browser.TAB);
        }
        assertThat(focused()).isEqualTo(text);
    }

    private static String focused() {
        return String.valueOf(browser.evaluate("return document.activeElement.textContent"));
    }

    private static void awaitText(String selector, String text) {
        await(text + " in " + selector)
                .atMost(PATIENCE)
                .until(() -> browser.text(selector).contains(text));
    }

    private static void awaitTrue(String body) {
        await(body).atMost(PATIENCE).until(() -> Boolean.TRUE.equals(browser.evaluate(body)));
    }
}
