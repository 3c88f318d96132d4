package io.amalgam8.sidecar.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.metrics.Metric;
import io.amalgam8.sidecar.metrics.PrometheusPage;
import io.amalgam8.sidecar.metrics.RequestMeters;
import io.amalgam8.sidecar.metrics.RequestMeters.FaultType;
import io.amalgam8.sidecar.metrics.RequestMeters.RetryResult;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.InstanceStatus;
import io.amalgam8.sidecar.model.Tags;
import io.amalgam8.sidecar.testing.PrometheusText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MetricsVerticleTest {

    private final Vertx vertx = Vertx.vertx();
    private final Meters meters = new Meters("2.0.0");

    @BeforeEach
    void deploy() throws Exception {
        Topics.registerCodec(vertx);
        await(vertx.deployVerticle(new MetricsVerticle(meters)));
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void saysWhatIsAskedMostAtTheTop() throws Exception {
        RequestMeters loop = meters.forEventLoop();
        loop.started();
        loop.finished("reviews", "v1", 200, "", 3_000_000);
        loop.finished("reviews", "v1", 204, "", 3_000_000);
        loop.finished("reviews", "v2", 503, "UF", 3_000_000);
        loop.retried(RetryResult.FAILURE);
        meters.discoverySucceeded();
        meters.registered(true);

        JsonObject snapshot = ask();
        assertThat(snapshot.getJsonObject("requests"))
                .isEqualTo(new JsonObject("{\"reviews\":{\"v1\":{\"2xx\":2},\"v2\":{\"5xx\":1}}}"));
        JsonObject latency = snapshot.getJsonObject("latency").getJsonObject("reviews");
        assertThat(latency.getLong("count")).isEqualTo(3);
        assertThat(latency.getDouble("sum_seconds")).isEqualTo(0.009);
        assertThat(latency.getJsonObject("buckets").getLong("0.0025")).isZero();
        assertThat(latency.getJsonObject("buckets").getLong("0.005")).isEqualTo(3);
        assertThat(latency.getJsonObject("buckets").getLong("+Inf")).isEqualTo(3);
        assertThat(snapshot.getLong("in_flight")).isEqualTo(-2);
        assertThat(snapshot.getJsonObject("retries").getLong("failure")).isEqualTo(1);
        assertThat(snapshot.getDouble("discovery_age_seconds")).isBetween(0.0, 60.0);
        assertThat(snapshot.containsKey("rules_age_seconds")).isTrue();
        assertThat(snapshot.getValue("rules_age_seconds")).isNull();
        assertThat(snapshot.getString("registration")).isEqualTo("registered");
    }

    @Test
    void saysWhetherItIsRegisteredOrHasNeverTried() throws Exception {
        assertThat(ask().getString("registration")).isEqualTo("off");
        meters.registered(false);
        assertThat(ask().getString("registration")).isEqualTo("unregistered");
    }

    @Test
    void agreesWithWhatPrometheusScrapesInEverySeries() throws Exception {
        countSomeOfEach();
        Topics.CATALOG.publish(
                vertx,
                Catalog.of(List.of(new Instance(
                        "1",
                        "reviews",
                        Endpoint.parse(EndpointType.HTTP, "10.0.0.1:80"),
                        Tags.NONE,
                        InstanceStatus.UP))));
        Map<String, Double> asked = flatten(ask().getJsonObject("series"));
        try (PrometheusPage page = new PrometheusPage(meters)) {
            Map<String, Double> scraped = PrometheusText.read(page.render("").body()).values().entrySet().stream()
                    .filter(series -> series.getKey().startsWith("a8_"))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            assertThat(asked).isEqualTo(new TreeMap<>(scraped));
        }
        assertThat(ask().getJsonObject("series").fieldNames())
                .hasSize(Metric.values().length)
                .allMatch(name -> name.startsWith("a8_"));
    }

    private void countSomeOfEach() {
        for (int i = 0; i < 3; i++) {
            RequestMeters loop = meters.forEventLoop();
            loop.started();
            loop.started();
            loop.answered("reviews", "v" + i, 7_000_000L * i);
            loop.finished("reviews", "v" + i, 200 + i, i == 2 ? "UF,URX" : "", 9_000_000L * i);
            loop.finished("a \"b\"\\", "", 404, "NR", 1);
            loop.retried(RetryResult.LIMITED);
            loop.injected(FaultType.OVERFLOW);
            loop.connections(4);
        }
        meters.discoverySucceeded();
        meters.rulesSucceeded();
        meters.rulesInForce(9, 4, 1);
        meters.instancesInForce(5, 1, 2);
        meters.registered(false);
        meters.healthChecks(Map.of("http:localhost:8080", true));
        meters.heartbeat(true);
        meters.applicationUp(true);
        meters.commandRestarted("nginx");
        meters.accessLogDropped(11);
    }

    /** The JSON's series by the names that the text format gives them. */
    private static Map<String, Double> flatten(JsonObject names) {
        Map<String, Double> flat = new TreeMap<>();
        for (String name : names.fieldNames()) {
            for (JsonObject series : objects(names.getJsonArray(name))) {
                TreeMap<String, String> labels = new TreeMap<>();
                series.getJsonObject("labels").forEach(label -> labels.put(label.getKey(), escaped(label.getValue())));
                if (series.containsKey("value")) {
                    flat.put(name + text(labels), series.getDouble("value"));
                    continue;
                }
                flat.put(name + "_count" + text(labels), series.getDouble("count"));
                flat.put(name + "_sum" + text(labels), series.getDouble("sum_seconds"));
                series.getJsonObject("buckets").forEach(bucket -> {
                    TreeMap<String, String> withBound = new TreeMap<>(labels);
                    withBound.put("le", bucket.getKey());
                    flat.put(name + "_bucket" + text(withBound), ((Number) bucket.getValue()).doubleValue());
                });
            }
        }
        return flat;
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }

    private static String escaped(Object value) {
        return value.toString().replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static String text(Map<String, String> labels) {
        return labels.isEmpty()
                ? ""
                : labels.entrySet().stream()
                        .map(label -> label.getKey() + "=\"" + label.getValue() + '"')
                        .collect(Collectors.joining(",", "{", "}"));
    }

    private JsonObject ask() throws Exception {
        return await(vertx.eventBus().<JsonObject>request("a8.metrics", "")).body();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
