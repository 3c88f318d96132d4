package io.amalgam8.sidecar.admin;

import io.amalgam8.sidecar.metrics.MetricsSnapshot.Distribution;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Counters that grow as those of a sidecar with traffic would, told as its updates are. */
final class MadeUpTraffic {

    private static final double MEAN_LATENCY = 0.012;

    private final Random random = new Random(5);
    private final List<String> services;
    private final Map<String, Long> counters = new HashMap<>();
    private final Map<String, long[]> histograms = new HashMap<>();
    private double shareOfSecondVersion;

    MadeUpTraffic(List<String> services, double shareOfSecondVersion) {
        this.services = services;
        this.shareOfSecondVersion = shareOfSecondVersion;
    }

    /** From now on that share of each service's calls goes to v2. */
    synchronized void split(double share) {
        shareOfSecondVersion = share;
    }

    /** A second's calls, to every service. */
    synchronized void pass() {
        for (int i = 0; i < services.size(); i++) {
            int calls = random.nextInt(20) + 400 / (i + 1);
            for (int call = 0; call < calls; call++) {
                count(services.get(i));
            }
        }
    }

    /** The update that tells everything as it is now. */
    synchronized JsonObject update(boolean full) {
        JsonArray requests = new JsonArray();
        counters.forEach((key, value) -> {
            String[] parts = key.split(" ", -1);
            JsonObject labels = new JsonObject()
                    .put("service", parts[0])
                    .put("version", parts[1])
                    .put("code", parts[2])
                    .put("flags", "");
            requests.add(new JsonObject().put("labels", labels).put("value", (double) value));
        });
        JsonArray durations = new JsonArray();
        histograms.forEach((service, counts) -> durations.add(distribution(service, counts)));
        JsonArray inFlight = new JsonArray()
                .add(new JsonObject().put("labels", new JsonObject()).put("value", (double) random.nextInt(6)));
        return new JsonObject()
                .put("at", Instant.now().toString())
                .put("full", full)
                .put(
                        "series",
                        new JsonObject()
                                .put("a8_requests_total", requests)
                                .put("a8_request_duration_seconds", durations)
                                .put("a8_requests_in_flight", inFlight))
                .put("gone", new JsonObject());
    }

    private void count(String service) {
        String version = random.nextDouble() < shareOfSecondVersion ? "v2" : "v1";
        String code = random.nextInt(version.equals("v2") ? 60 : 2000) == 0 ? "503" : "200";
        counters.merge(service + " " + version + " " + code, 1L, Long::sum);
        double seconds = -Math.log(1 - random.nextDouble()) * MEAN_LATENCY;
        long[] counts = histograms.computeIfAbsent(service, key -> new long[Distribution.BOUNDS.size() + 1]);
        for (int i = 0; i < counts.length; i++) {
            boolean within = i == Distribution.BOUNDS.size() || seconds <= Distribution.BOUNDS.get(i);
            counts[i] += within ? 1 : 0;
        }
    }

    private static JsonObject distribution(String service, long[] counts) {
        JsonObject buckets = new JsonObject();
        for (int i = 0; i < counts.length; i++) {
            boolean last = i == Distribution.BOUNDS.size();
            buckets.put(last ? "+Inf" : Distribution.BOUNDS.get(i).toString(), counts[i]);
        }
        return new JsonObject()
                .put("labels", new JsonObject().put("service", service))
                .put("count", counts[counts.length - 1])
                .put("sum_seconds", counts[counts.length - 1] * MEAN_LATENCY)
                .put("buckets", buckets);
    }
}
