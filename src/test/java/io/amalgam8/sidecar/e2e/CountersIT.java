package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.EmbeddedControlPlane;
import io.amalgam8.sidecar.testing.Http;
import io.amalgam8.sidecar.testing.Program;
import io.amalgam8.sidecar.testing.PrometheusRules;
import io.amalgam8.sidecar.testing.PrometheusText;
import io.amalgam8.sidecar.testing.RawUpstream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the sidecar counts is what Debian's wrk has counted. */
@Tag("debian")
final class CountersIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String CALLS = "a8_requests_total{code=\"200\",flags=\"\",service=\"svc\",version=\"\"}";
    private static final Pattern COUNT = Pattern.compile("(\\d+) requests in");

    /** After some more than 2,000 requests it sends no more, so that none is under way when it stops to count. */
    private static final String SCRIPT = """
            local sent = 0
            function request()
              sent = sent + 1
              return wrk.format()
            end
            function delay()
              return sent < 2100 and 0 or 600000
            end
            """;

    @Test
    void equalTheCallersOwnCount(@TempDir Path folder) throws Exception {
        try (EmbeddedControlPlane controlPlane = EmbeddedControlPlane.start();
                RawUpstream upstream = RawUpstream.answering(OK)) {
            Http.post(controlPlane.registry() + "/api/v1/instances", """
                    {"service_name":"svc","ttl":600,"endpoint":{"type":"http","value":"%s"}}
                    """.formatted(
                            upstream.endpoint().authority()));
            try (Program gateway = gateway(controlPlane, folder)) {
                Matcher listening = gateway.awaitLine("proxy=(\\S+) admin=(\\S+)");
                String metrics = "http://" + listening.group(2) + "/metrics";
                String url = "http://" + listening.group(1) + "/svc/x";
                await().atMost(PATIENCE).until(() -> Http.get(url).statusCode() == 200);
                double before = scrape(metrics).value(CALLS);

                long counted = wrk(folder, url);

                assertThat(counted).isGreaterThanOrEqualTo(2_000);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(scrape(metrics).value(CALLS) - before)
                                .isEqualTo((double) counted));
                PrometheusText after = scrape(metrics);
                assertThat(after.value("a8_request_duration_seconds_count{service=\"svc\"}"))
                        .isEqualTo(all(after));
                assertThat(after.value("a8_requests_in_flight")).isZero();
                assertThat(upstream.heads()).hasSize((int) after.value(CALLS));
                assertThat(PrometheusRules.problemsOfText(Http.get(metrics).body()))
                        .isEmpty();
            }
        }
    }

    /** All calls to the service, however they ended. */
    private static double all(PrometheusText text) {
        return text.values().entrySet().stream()
                .filter(series -> series.getKey().startsWith("a8_requests_total{")
                        && series.getKey().contains("service=\"svc\""))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private static PrometheusText scrape(String metrics) {
        return PrometheusText.read(Http.get(metrics).body());
    }

    private static Program gateway(EmbeddedControlPlane controlPlane, Path folder) {
        return Program.start(
                "--proxy",
                "--registry_url",
                controlPlane.registry(),
                "--controller_url",
                controlPlane.controller(),
                "--proxy_port",
                "0",
                "--admin_port",
                "0",
                "--log_dir",
                folder.resolve("log").toString());
    }

    private static long wrk(Path folder, String url) throws Exception {
        Path script = Files.writeString(folder.resolve("limited.lua"), SCRIPT);
        Process wrk = new ProcessBuilder(List.of("wrk", "-t1", "-c16", "-d10s", "-s", script.toString(), url))
                .redirectErrorStream(true)
                .start();
        String report = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(wrk.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(report).doesNotContain("Socket errors").doesNotContain("Non-2xx");
        Matcher count = COUNT.matcher(report);
        assertThat(count.find()).as(report).isTrue();
        return Long.parseLong(count.group(1));
    }
}
