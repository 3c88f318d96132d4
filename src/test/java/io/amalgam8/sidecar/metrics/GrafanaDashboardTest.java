package io.amalgam8.sidecar.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.amalgam8.sidecar.testing.PrometheusText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The dashboard asks for nothing that there is not. */
final class GrafanaDashboardTest {

    private static final Path DASHBOARD = Path.of("conf/grafana-dashboard.json");
    private static final Pattern SERIES = Pattern.compile("\\b(?:a8|process|jvm|system)_[a-z0-9_]+");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)(?:=~|!~|!=|=)\"");
    private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\)");

    /** What Prometheus adds, and what histograms and the Java machine's memory have. */
    private static final Set<String> USUAL_LABELS = Set.of("instance", "job", "le", "area");

    private final List<String> queries = new ArrayList<>();

    GrafanaDashboardTest() throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
        dashboard.findValues("expr").forEach(query -> queries.add(query.asText()));
        dashboard.findValues("definition").forEach(query -> queries.add(query.asText()));
    }

    @Test
    void asksForSeriesThatExist() {
        Set<String> existing = existing();
        assertThat(queries)
                .hasSizeGreaterThan(20)
                .allSatisfy(query ->
                        assertThat(series(query)).as(query).isNotEmpty().isSubsetOf(existing));
    }

    @Test
    void asksForLabelsThatTheyBear() {
        assertThat(queries).allSatisfy(query -> {
            Set<String> borne = Arrays.stream(Metric.values())
                    .filter(metric -> series(query).stream().anyMatch(name -> name.startsWith(metric.seriesName())))
                    .flatMap(metric -> metric.labels().stream())
                    .collect(Collectors.toCollection(HashSet::new));
            borne.addAll(USUAL_LABELS);
            assertThat(borne).as(query).containsAll(labels(query));
        });
    }

    @Test
    void hasAPlaceOfItsOwnForEachPanel() throws IOException {
        JsonNode panels = new ObjectMapper().readTree(DASHBOARD.toFile()).get("panels");
        List<String> places = StreamSupport.stream(panels.spliterator(), false)
                .map(panel -> panel.get("gridPos").get("x") + " "
                        + panel.get("gridPos").get("y"))
                .toList();
        assertThat(places).doesNotHaveDuplicates();
        assertThat(panels.findValuesAsText("id")).doesNotHaveDuplicates();
    }

    private static Set<String> existing() {
        Set<String> names = new TreeSet<>();
        for (Metric metric : Metric.values()) {
            boolean histogram = metric.kind() == Metric.Kind.HISTOGRAM;
            for (String suffix : histogram ? List.of("_bucket", "_sum", "_count") : List.of("")) {
                names.add(metric.seriesName() + suffix);
            }
        }
        try (PrometheusPage page = new PrometheusPage(new Meters())) {
            PrometheusText.read(page.render("").body()).values().keySet().stream()
                    .map(series -> series.replaceFirst("\\{.*", ""))
                    .forEach(names::add);
        }
        // There is no such series before the first collection.
        names.add("jvm_gc_pause_seconds_sum");
        return names;
    }

    private static Set<String> series(String query) {
        return found(SERIES, query, 0);
    }

    private static Set<String> labels(String query) {
        Set<String> labels = found(MATCHER, query, 1);
        for (String grouping : found(GROUPING, query, 1)) {
            labels.addAll(List.of(grouping.split(", ", -1)));
        }
        return labels;
    }

    private static Set<String> found(Pattern pattern, String query, int group) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(query);
        while (matcher.find()) {
            found.add(matcher.group(group));
        }
        return found;
    }
}
