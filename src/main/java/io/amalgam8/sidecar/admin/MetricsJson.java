package io.amalgam8.sidecar.admin;

import io.amalgam8.sidecar.metrics.Metric;
import io.amalgam8.sidecar.metrics.MetricsSnapshot;
import io.amalgam8.sidecar.metrics.MetricsSnapshot.Distribution;
import io.amalgam8.sidecar.metrics.MetricsSnapshot.Family;
import io.amalgam8.sidecar.metrics.MetricsSnapshot.Series;
import io.amalgam8.sidecar.metrics.MetricsSnapshot.Value;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A snapshot of the meters as JSON:
 *
 * <pre>{@code
 * {"requests":{"reviews":{"v1":{"2xx":9,"5xx":1}}},
 *  "latency":{"reviews":{"count":10,"sum_seconds":0.2,"buckets":{"0.005":3,…,"+Inf":10}}},
 *  "in_flight":0, "retries":{"success":1,"failure":0,"limited":0},
 *  "discovery_age_seconds":3.2, "rules_age_seconds":null, "registration":"registered",
 *  "series":{"a8_requests_total":[{"labels":{"service":"reviews",…},"value":9},…],…}}
 * }</pre>
 *
 * Buckets are cumulative, as in Prometheus. An age is null before the first success; the registration is
 * {@code registered}, {@code unregistered}, or {@code off} where nobody has tried.
 */
final class MetricsJson {

    private MetricsJson() {}

    static JsonObject write(MetricsSnapshot snapshot) {
        JsonObject json = new JsonObject()
                .put("requests", requests(snapshot))
                .put("latency", latency(snapshot))
                .put("in_flight", whole(snapshot.series(Metric.REQUESTS_IN_FLIGHT)))
                .put("retries", retries(snapshot));
        putSeconds(json, "discovery_age_seconds", snapshot.discoveryAge());
        putSeconds(json, "rules_age_seconds", snapshot.rulesAge());
        return json.put("registration", registration(snapshot)).put("series", allSeries(snapshot));
    }

    /** All series by their metrics' names, without what is asked most. */
    static JsonObject allSeries(MetricsSnapshot snapshot) {
        JsonObject names = new JsonObject();
        for (Family family : snapshot.families()) {
            JsonArray list = new JsonArray();
            family.series().forEach(series -> list.add(one(family.metric(), series)));
            names.put(family.metric().seriesName(), list);
        }
        return names;
    }

    /** One series: {@code {"labels":{…},"value":9}}. */
    static JsonObject one(Metric metric, Series series) {
        JsonObject json = labels(metric, series);
        if (series instanceof Distribution distribution) {
            return json.mergeIn(distribution(distribution));
        }
        return json.put("value", ((Value) series).value());
    }

    /** Which series it is, and nothing more. */
    static JsonObject labels(Metric metric, Series series) {
        JsonObject labels = new JsonObject();
        for (int i = 0; i < metric.labels().size(); i++) {
            labels.put(metric.labels().get(i), series.labels().get(i));
        }
        return new JsonObject().put("labels", labels);
    }

    private static JsonObject requests(MetricsSnapshot snapshot) {
        JsonObject services = new JsonObject();
        for (Series series : snapshot.series(Metric.REQUESTS)) {
            JsonObject version = child(
                    child(services, series.labels().get(0)), series.labels().get(1));
            String statusClass = statusClass(series.labels().get(2));
            version.put(statusClass, version.getLong(statusClass, 0L) + whole(series));
        }
        return services;
    }

    private static JsonObject latency(MetricsSnapshot snapshot) {
        JsonObject services = new JsonObject();
        for (Series series : snapshot.series(Metric.REQUEST_DURATION)) {
            services.put(series.labels().get(0), distribution((Distribution) series));
        }
        return services;
    }

    private static JsonObject retries(MetricsSnapshot snapshot) {
        JsonObject results = new JsonObject();
        snapshot.series(Metric.RETRIES)
                .forEach(series -> results.put(series.labels().get(0), whole(series)));
        return results;
    }

    private static String registration(MetricsSnapshot snapshot) {
        List<Series> series = snapshot.series(Metric.REGISTRATION_STATE);
        if (series.isEmpty()) {
            return "off";
        }
        return whole(series) == 1 ? "registered" : "unregistered";
    }

    private static JsonObject distribution(Distribution distribution) {
        JsonObject buckets = new JsonObject();
        long below = 0;
        for (int i = 0; i < distribution.counts().size(); i++) {
            below += distribution.counts().get(i);
            boolean last = i == Distribution.BOUNDS.size();
            buckets.put(last ? "+Inf" : Distribution.BOUNDS.get(i).toString(), below);
        }
        return new JsonObject()
                .put("count", distribution.count())
                .put("sum_seconds", distribution.sum())
                .put("buckets", buckets);
    }

    private static JsonObject child(JsonObject parent, String key) {
        if (!parent.containsKey(key)) {
            parent.put(key, new JsonObject());
        }
        return parent.getJsonObject(key);
    }

    private static String statusClass(String code) {
        return code.matches("[1-9]\\d\\d") ? code.charAt(0) + "xx" : "other";
    }

    private static long whole(List<Series> series) {
        return series.isEmpty() ? 0 : whole(series.get(0));
    }

    private static long whole(Series series) {
        return Math.round(((Value) series).value());
    }

    private static void putSeconds(JsonObject json, String key, Optional<Duration> age) {
        age.ifPresentOrElse(duration -> json.put(key, duration.toMillis() / 1e3), () -> json.putNull(key));
    }
}
