package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.Browser;
import io.amalgam8.sidecar.testing.Fleet;
import io.amalgam8.sidecar.testing.Fleet.Sidecar;
import io.amalgam8.sidecar.testing.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a real sidecar with real traffic, in Debian's Chromium. */
@Tag("debian")
final class PageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Test
    void showsTheSplitChangeAfterARuleHasChanged(@TempDir Path folder) {
        try (Fleet fleet = Fleet.in(folder);
                Browser browser = Browser.start()) {
            fleet.version("reviews", "v1");
            fleet.version("reviews", "v2");
            fleet.controlPlane().route("reviews", rule(0.1));
            Sidecar sidecar = fleet.sidecar("reviews", List.of("-Xmx128m"));
            browser.resize(1400, 900);
            browser.open(sidecar.adminUrl("/"));
            try (Traffic traffic = Traffic.of(1, sidecar.port(), "GET", "/reviews/page?n=1")) {
                await().atMost(PATIENCE).until(() -> measured(browser, "v2") > 1 && measured(browser, "v2") < 30);
                await().atMost(PATIENCE)
                        .until(() -> browser.text("#rules tbody").contains("v2 10%, v1 90%"));
                await().atMost(PATIENCE).until(() -> browser.count("#requests tbody tr") == 25);
                assertThat(browser.text("#instances tbody")).contains("v1", "v2", "healthy");

                fleet.controlPlane().route("reviews", rule(0.9));

                await().atMost(PATIENCE).until(() -> measured(browser, "v2") > 70);
                await().atMost(PATIENCE)
                        .until(() -> browser.text("#rules tbody").contains("v2 90%, v1 10%"));
                browser.evaluate("document.querySelector('#requests tbody button').click()");
                await().atMost(PATIENCE)
                        .until(() -> browser.text("#explain-answer").contains("Goes to reviews:v"));
                assertThat(browser.evaluate("return document.getElementById('explain-path').value"))
                        .isEqualTo("/reviews/page?n=1");
                browser.picture(Path.of("target/page/1400-real.png"));
                assertThat(browser.complaints()).isEmpty();
                assertThat(traffic.losses()).isEmpty();
            }
        }
    }

    private static String rule(double weight) {
        return """
                [{"destination":"reviews","priority":1,"route":{"backends":[
                  {"tags":["v2"],"weight":%s},{"tags":["v1"]}]}}]""".formatted(weight);
    }

    /** The measured share of that version, in hundredths; 0 where none is told. */
    private static double measured(Browser browser, String version) {
        return ((Number) browser.evaluate("""
                const row = [...document.querySelectorAll("#services tr.version")]
                  .find(one => one.cells[0].textContent === "VERSION");
                return parseFloat(row?.querySelector(".split .number").textContent) || 0;
                """.replace("VERSION", version))).doubleValue();
    }
}
