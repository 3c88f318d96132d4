package io.amalgam8.sidecar.admin;

import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.metrics.Metric;
import io.amalgam8.sidecar.metrics.MetricsSnapshot;
import io.amalgam8.sidecar.metrics.MetricsSnapshot.Series;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What changes from one snapshot to the next, in the form of {@link Topics#METRICS_UPDATES}. */
final class MetricsUpdate {

    private MetricsUpdate() {}

    /** Nothing has changed, or nobody has looked. */
    static JsonObject empty(Instant at) {
        return update(at, false, new JsonObject());
    }

    /** Everything. */
    static JsonObject full(Instant at, MetricsSnapshot snapshot) {
        return update(at, true, MetricsJson.allSeries(snapshot));
    }

    /** What the later one says otherwise. */
    static JsonObject between(MetricsSnapshot before, Instant at, MetricsSnapshot now) {
        JsonObject changed = new JsonObject();
        JsonObject gone = new JsonObject();
        for (Metric metric : Metric.values()) {
            Map<List<String>, Series> known = byLabels(before.series(metric));
            for (Series series : now.series(metric)) {
                if (!series.equals(known.remove(series.labels()))) {
                    add(changed, metric, MetricsJson.one(metric, series));
                }
            }
            known.values().forEach(series -> add(gone, metric, MetricsJson.labels(metric, series)));
        }
        JsonObject update = update(at, false, changed);
        return gone.isEmpty() ? update : update.put("gone", gone);
    }

    private static JsonObject update(Instant at, boolean full, JsonObject series) {
        return new JsonObject()
                .put("at", at.truncatedTo(ChronoUnit.MILLIS).toString())
                .put("full", full)
                .put("series", series);
    }

    private static Map<List<String>, Series> byLabels(List<Series> all) {
        Map<List<String>, Series> known = new HashMap<>();
        all.forEach(series -> known.put(series.labels(), series));
        return known;
    }

    private static void add(JsonObject names, Metric metric, JsonObject series) {
        if (!names.containsKey(metric.seriesName())) {
            names.put(metric.seriesName(), new JsonArray());
        }
        names.getJsonArray(metric.seriesName()).add(series);
    }
}
