package io.amalgam8.sidecar.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.testing.PrometheusRules;
import io.amalgam8.sidecar.testing.PrometheusText;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PrometheusPageTest {

    private final Meters meters = new Meters("2.0.0");
    private final PrometheusPage page = new PrometheusPage(meters);

    @BeforeEach
    void count() {
        RequestMeters loop = meters.forEventLoop();
        loop.started();
        loop.answered("reviews", "v1", 3_000_000);
        loop.finished("reviews", "v1", 200, "", 4_000_000);
        loop.started();
        loop.finished("odd \"name\"\\\n", "", 404, "NR", 4_000);
        meters.rulesInForce(3, Map.of("applied", 2, "rejected", 1));
        meters.instancesInForce(2, 0, 0);
        meters.healthChecks(Map.of("http:localhost:8080", true));
        meters.registered(true);
        meters.applicationUp(true);
        meters.commandKnown("nginx");
        meters.discoverySucceeded();
        meters.rulesSucceeded();
    }

    @AfterEach
    void close() {
        page.close();
    }

    @Test
    void isTextThatPrometheusReads() {
        PrometheusPage.Page rendered = page.render("*/*");
        assertThat(rendered.contentType()).startsWith("text/plain; version=0.0.4");
        PrometheusText text = PrometheusText.read(rendered.body());
        assertThat(text.value("a8_requests_total{code=\"200\",flags=\"\",service=\"reviews\",version=\"v1\"}"))
                .isEqualTo(1);
        assertThat(
                        text.value(
                                "a8_requests_total{code=\"404\",flags=\"NR\",service=\"odd \\\"name\\\"\\\\\\n\",version=\"\"}"))
                .isEqualTo(1);
        assertThat(text.value("a8_request_duration_seconds_bucket{le=\"0.0025\",service=\"reviews\"}"))
                .isZero();
        assertThat(text.value("a8_request_duration_seconds_bucket{le=\"0.005\",service=\"reviews\"}"))
                .isEqualTo(1);
        assertThat(text.value("a8_request_duration_seconds_bucket{le=\"+Inf\",service=\"reviews\"}"))
                .isEqualTo(1);
        assertThat(text.value("a8_request_duration_seconds_sum{service=\"reviews\"}"))
                .isEqualTo(0.004);
        assertThat(text.value("a8_upstream_duration_seconds_count{service=\"reviews\",version=\"v1\"}"))
                .isEqualTo(1);
        assertThat(text.value("a8_build_info{version=\"2.0.0\"}")).isEqualTo(1);
        assertThat(text.value("a8_rules{state=\"rejected\"}")).isEqualTo(1);
    }

    @Test
    void obeysTheRulesOfItsFormat() {
        assertThat(PrometheusRules.problemsOfText(page.render("").body())).isEmpty();
        assertThat(PrometheusRules.problemsOfOpenMetrics(
                        page.render("application/openmetrics-text").body()))
                .isEmpty();
    }

    @Test
    void staysBoundedWithTwoThousandServices() {
        RequestMeters loop = meters.forEventLoop();
        for (int i = 0; i < 2_000; i++) {
            loop.answered("service-" + i, "v1", 1_000);
            loop.finished("service-" + i, "v1", 200, "", 1_000);
        }

        String body = page.render("").body();

        PrometheusText text = PrometheusText.read(body);
        assertThat(text.value("a8_requests_total{code=\"200\",flags=\"\",service=\"_other\",version=\"v1\"}"))
                .isEqualTo(2_000 - 500 + 2);
        assertThat(text.values().keySet())
                .filteredOn(series -> series.startsWith("a8_requests_total"))
                .hasSize(501);
        assertThat(text.values().keySet())
                .filteredOn(series -> series.startsWith("a8_upstream_duration_seconds_count"))
                .hasSize(501);
        assertThat(PrometheusRules.problemsOfText(body)).isEmpty();
    }

    @Test
    void namesEveryMetricWithItsHelpAndType() {
        meters.forShipping();
        PrometheusText text = PrometheusText.read(page.render("").body());
        Arrays.stream(Metric.values())
                .filter(metric -> metric != Metric.UPSTREAM_INSTANCES)
                .forEach(metric -> assertThat(text.types()).containsEntry(metric.seriesName(), typeOf(metric)));
    }

    private static String typeOf(Metric metric) {
        return switch (metric.kind()) {
            case COUNTER -> "counter";
            case HISTOGRAM -> "histogram";
            case GAUGE, INFO -> "gauge";
        };
    }

    @Test
    void showsTheProcessAndTheJavaMachine() {
        PrometheusText text = PrometheusText.read(page.render("").body());
        assertThat(text.values().keySet())
                .anyMatch(series -> series.startsWith("process_start_time_seconds"))
                .anyMatch(series -> series.startsWith("process_files_open_files"))
                .anyMatch(series -> series.startsWith("process_cpu_usage"))
                .anyMatch(series -> series.equals("process_cpu_seconds_total"))
                .anyMatch(series -> series.equals("process_resident_memory_bytes"))
                .anyMatch(series -> series.equals("process_virtual_memory_bytes"))
                .anyMatch(series -> series.equals("process_open_fds"))
                .anyMatch(series -> series.equals("process_max_fds"))
                .anyMatch(series -> series.startsWith("jvm_memory_used_bytes"))
                .anyMatch(series -> series.startsWith("jvm_gc_pause_seconds_sum"))
                .anyMatch(series -> series.startsWith("jvm_threads_live_threads"));
    }

    @Test
    void speaksOpenMetricsWhenAskedTo() {
        PrometheusPage.Page rendered =
                page.render("application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5");
        assertThat(rendered.contentType()).startsWith("application/openmetrics-text; version=1.0.0");
        assertThat(rendered.body()).endsWith("# EOF\n");
        PrometheusText text = PrometheusText.read(rendered.body());
        assertThat(text.types()).containsEntry("a8_requests", "counter").containsEntry("a8_build", "info");
        assertThat(text.value("a8_requests_total{code=\"200\",flags=\"\",service=\"reviews\",version=\"v1\"}"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
                "application/vnd.google.protobuf;encoding=delimited;q=0.7,text/plain;q=0.3",
                "text/html",
                "nonsense"
            })
    void answersTextToThoseWhoAskForWhatItDoesNotHave(String accept) {
        PrometheusPage.Page rendered = page.render(accept);
        assertThat(rendered.contentType()).startsWith("text/plain");
        assertThat(PrometheusText.read(rendered.body()).values()).containsKey("a8_requests_in_flight");
    }
}
