package io.amalgam8.sidecar.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.bus.InstancesUsage;
import io.amalgam8.sidecar.bus.RulesUsage;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.metrics.InstanceStates;
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
import io.amalgam8.sidecar.model.InstanceUsage;
import io.amalgam8.sidecar.model.Protocol;
import io.amalgam8.sidecar.model.RuleUsage;
import io.amalgam8.sidecar.model.Tags;
import io.amalgam8.sidecar.testing.BusMetrics;
import io.amalgam8.sidecar.testing.PrometheusText;
import io.amalgam8.sidecar.testing.Published;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
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
        Map<String, Double> asked = BusMetrics.flatten(ask().getJsonObject("series"));
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

    @Test
    void publishesWhatHasChangedWhileSomebodyListens() {
        Published<JsonObject> heard = Published.on(vertx, Topics.METRICS_UPDATES);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> heard.all().size() >= 3);

        assertThat(heard.all().get(0).getJsonObject("series")).isEmpty();
        assertThat(heard.all().get(1).getBoolean("full")).isTrue();
        assertThat(heard.all().get(1).getJsonObject("series").fieldNames()).contains("a8_retries_total");
        assertThat(heard.all().get(2).getBoolean("full")).isFalse();
        assertThat(heard.all().get(2).getJsonObject("series").fieldNames()).doesNotContain("a8_retries_total");
    }

    @Test
    void answersHowMuchUseTheRulesWere() throws Exception {
        RequestMeters one = meters.forEventLoop();
        RequestMeters other = meters.forEventLoop();
        one.matched("rule-1", 5_000);
        other.matched("rule-1", 9_000);
        one.matched("rule-1", 7_000);
        other.matched("rule-2", 1_000);

        RulesUsage usage = await(Topics.RULES_USAGE.request(vertx));

        assertThat(usage.of("rule-1")).isEqualTo(new RuleUsage(3, Optional.of(Instant.ofEpochSecond(9))));
        assertThat(usage.of("rule-2").hits()).isEqualTo(1);
        assertThat(usage.of("rule-3")).isEqualTo(RuleUsage.NONE);

        meters.rulesKnown(Set.of("rule-2"));
        assertThat(await(Topics.RULES_USAGE.request(vertx)).byRule()).containsOnlyKeys("rule-2");
    }

    @Test
    void answersHowTheInstancesFare() throws Exception {
        Endpoint endpoint = Endpoint.parse(EndpointType.HTTP, "10.0.0.1:80");
        InstanceUsage known = new InstanceUsage(
                InstanceUsage.State.EJECTED, Optional.of(Instant.ofEpochSecond(9)), Optional.empty(), 2, 3);
        assertThat(await(Topics.INSTANCES.request(vertx)).byEndpoint()).isEmpty();
        meters.forEventLoop().watch(new InstanceStates() {
            @Override
            public boolean isEjected(Endpoint asked) {
                return true;
            }

            @Override
            public int panicking() {
                return 0;
            }

            @Override
            public Map<Endpoint, InstanceUsage> usage() {
                return Map.of(endpoint, known);
            }
        });

        InstancesUsage usage = await(Topics.INSTANCES.request(vertx));

        assertThat(usage.of(endpoint.speaking(Protocol.HTTP_2))).isEqualTo(known);
        assertThat(usage.of(Endpoint.parse(EndpointType.HTTP, "10.0.0.2:80"))).isEqualTo(InstanceUsage.NONE);
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
        meters.rulesInForce(9, Map.of("applied", 4, "rejected", 1));
        meters.instancesInForce(5, 1, 2);
        meters.registered(false);
        meters.healthChecks(Map.of("http:localhost:8080", true));
        meters.heartbeat(true);
        meters.applicationUp(true);
        meters.commandRestarted("nginx");
        meters.accessLogDropped(11);
        meters.forShipping();
    }

    private JsonObject ask() throws Exception {
        return await(vertx.eventBus().<JsonObject>request("a8.metrics", "")).body();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
