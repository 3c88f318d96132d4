package io.amalgam8.sidecar.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules let good pages pass, and each of them catches its offender. */
final class PrometheusRulesTest {

    private static final String GOOD = """
            # HELP a_total Counts.
            # TYPE a_total counter
            a_total{x="1",y="q\\"\\\\\\n"} 2
            a_total{x="2",y=""} 3.0
            # HELP d_seconds Takes.
            # TYPE d_seconds histogram
            d_seconds_bucket{le="0.5"} 1
            d_seconds_bucket{le="+Inf"} 2
            d_seconds_count 2
            d_seconds_sum 4.5E-4
            """;

    @Test
    void letsAGoodPagePass() {
        assertThat(PrometheusRules.problemsOfText(GOOD)).isEmpty();
    }

    @Test
    void letsAGoodPageOfOpenMetricsPass() {
        String page = GOOD.replace("# HELP a_total", "# HELP a").replace("# TYPE a_total", "# TYPE a") + """
                # TYPE b info
                # HELP b Build.
                b_info{version="1"} 1
                # EOF
                """;
        assertThat(PrometheusRules.problemsOfOpenMetrics(page)).isEmpty();
        assertThat(PrometheusRules.problemsOfOpenMetrics(page.replace("# EOF\n", "")))
                .isNotEmpty();
        assertThat(PrometheusRules.problemsOfOpenMetrics(page + page)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a_total{x=\"1\",y=\"q\\\"\\\\\\n\"} 2 -> a_total{x=\"2\",y=\"\"} 2",
                "{x=\"2\",y=\"\"} -> {x=\"2\",x=\"\"}",
                "{x=\"2\",y=\"\"} -> {x=\"2\"y=\"\"}",
                "{x=\"2\",y=\"\"} -> {x=\"2\",__y=\"\"}",
                "{x=\"2\",y=\"\"} -> {x=\"2\",le=\"1\"}",
                "{x=\"2\",y=\"\"} -> {x=\"\\q\"}",
                "{x=\"2\",y=\"\"} -> {camelCase=\"\"}",
                "y=\"\"} 3.0 -> y=\"\"} three",
                "y=\"\"} 3.0 -> y=\"\"} -3.0",
                "# TYPE a_total counter -> # TYPE a_total gauge",
                "# TYPE a_total counter -> # TYPE a_total count",
                "# TYPE a_total counter -> # TYPE a_total counter\n# TYPE a_total counter",
                "# HELP a_total Counts. -> # HELP a_total",
                "# HELP a_total Counts. -> # EOF",
                "# TYPE d_seconds histogram -> # TYPE d_seconds gauge",
                "_bucket{le=\"0.5\"} 1 -> _bucket{le=\"0.5\"} 3",
                "_bucket{le=\"+Inf\"} 2 -> _bucket{le=\"7\"} 2",
                "d_seconds_count 2 -> d_seconds_count 3",
                "d_seconds_sum 4.5E-4 -> a_total{x=\"3\"} 1"
            })
    void catchesWhatIsWrong(String change) {
        List<String> parts = List.of(change.split(" -> ", -1));
        String page = GOOD.replace(parts.get(0), parts.get(1));
        assertThat(page).isNotEqualTo(GOOD);

        assertThat(PrometheusRules.problemsOfText(page)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cpu_count",
                "lag_ms",
                "time_ns_total",
                "took_milliseconds",
                "age_days",
                "a:b",
                "camelCase",
                "temperature_gauge",
                "some_sum",
                "some_bucket",
                "x_total"
            })
    void catchesNamesThatTheLinterRefuses(String name) {
        String page = "# HELP " + name + " Is.\n# TYPE " + name + " gauge\n" + name + " 1\n";
        assertThat(PrometheusRules.problemsOfText(page)).isNotEmpty();
        assertThat(PrometheusRules.problemsOfText(page.replace(name, "rooms"))).isEmpty();
    }
}
