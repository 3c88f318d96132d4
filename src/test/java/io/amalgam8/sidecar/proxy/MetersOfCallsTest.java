package io.amalgam8.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.accesslog.AccessLog;
import io.amalgam8.sidecar.accesslog.LastCalls;
import io.amalgam8.sidecar.admin.AdminVerticle;
import io.amalgam8.sidecar.admin.MetricsVerticle;
import io.amalgam8.sidecar.bus.InstancesUsage;
import io.amalgam8.sidecar.bus.RulesUsage;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.config.AdminOptions;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.model.Actions;
import io.amalgam8.sidecar.model.Backend;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.InstanceStatus;
import io.amalgam8.sidecar.model.Match;
import io.amalgam8.sidecar.model.Route;
import io.amalgam8.sidecar.model.Rule;
import io.amalgam8.sidecar.model.RuleSet;
import io.amalgam8.sidecar.model.Tags;
import io.amalgam8.sidecar.routing.RoutingTable;
import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.BusMetrics;
import io.amalgam8.sidecar.testing.Http;
import io.amalgam8.sidecar.testing.PrometheusRules;
import io.amalgam8.sidecar.testing.PrometheusText;
import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.RawUpstream;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of real calls, on the event bus and to Prometheus. */
final class MetersOfCallsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final Vertx vertx = Vertx.vertx();
    private final Meters meters = new Meters("2.0.0");
    private final LastCalls lastCalls = new LastCalls();
    private final AdminVerticle admin = AdminVerticle.registering(new AdminOptions("127.0.0.1", 0), meters);
    private final List<ProxyVerticle> proxies = new CopyOnWriteArrayList<>();
    private final RawUpstream upstream = RawUpstream.answering(OK);
    private final Catalog catalog =
            Catalog.of(List.of(instance("reviews", "v1", "blue"), instance("broken", "v1", "blue")));

    @BeforeEach
    void deploy() {
        Topics.registerCodec(vertx);
        Await.result(vertx.deployVerticle(admin));
        Await.result(vertx.deployVerticle(new MetricsVerticle(meters)));
        Topics.CATALOG.publish(vertx, catalog);
        RoutingTable table = RoutingTable.unknown()
                .next(
                        Identity.ANONYMOUS,
                        Optional.of(catalog),
                        Optional.of(RuleSet.of(routeRule(), abortRule())),
                        expression -> value -> value.contains(expression));
        meters.servicesKnownBy(table::knows);
        Await.result(vertx.deployVerticle(() -> proxy(table), new DeploymentOptions().setInstances(2)));
    }

    @AfterEach
    void close() {
        Await.result(vertx.close());
        upstream.close();
    }

    @Test
    void agreesOnTheBusAndInTheScrapeWhenNoCallsGoOn() {
        someCalls();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(onTheBus()).isEqualTo(scraped()));
        assertThat(scraped())
                .containsEntry("a8_requests_total{code=\"200\",flags=\"\",service=\"reviews\",version=\"v1\"}", 20.0)
                .containsEntry("a8_requests_total{code=\"418\",flags=\"FI\",service=\"broken\",version=\"\"}", 3.0)
                .containsEntry("a8_requests_total{code=\"404\",flags=\"NR\",service=\"_unknown\",version=\"\"}", 1.0)
                .containsEntry("a8_request_duration_seconds_count{service=\"reviews\"}", 20.0)
                .containsEntry("a8_upstream_duration_seconds_count{service=\"reviews\",version=\"v1\"}", 20.0)
                .containsEntry("a8_faults_injected_total{type=\"abort\"}", 3.0)
                .containsEntry("a8_upstream_instances{service=\"reviews\",state=\"up\"}", 1.0)
                .containsEntry("a8_requests_in_flight", 0.0)
                .containsKeys("a8_loop_max_block_seconds{loop=\"0\"}", "a8_loop_max_block_seconds{loop=\"1\"}");
    }

    @Test
    void isScrapedByTheRulesOfTheFormatAfterRealTraffic() {
        someCalls();

        assertThat(PrometheusRules.problemsOfText(Http.get(metrics()).body())).isEmpty();
        assertThat(PrometheusRules.problemsOfOpenMetrics(
                        Http.get(metrics(), "Accept", "application/openmetrics-text;version=1.0.0")
                                .body()))
                .isEmpty();
    }

    @Test
    void knowsHowOftenEachRuleWasFollowedAndWhenLast() {
        Instant before = Instant.now().minusMillis(1);
        someCalls();

        RulesUsage usage = Await.result(Topics.RULES_USAGE.request(vertx));

        assertThat(usage.of("route-1").hits()).isEqualTo(20);
        assertThat(usage.of("abort-1").hits()).isEqualTo(3);
        assertThat(usage.byRule()).containsOnlyKeys("route-1", "abort-1");
        assertThat(usage.of("abort-1").lastMatch().orElseThrow()).isBetween(before, Instant.now());
    }

    @Test
    void knowsHowTheInstancesFare() {
        someCalls();
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(usage().of(upstream.endpoint()).inFlight()).isZero());

        assertThat(usage().of(upstream.endpoint()).latency().orElseThrow()).isBetween(Duration.ofNanos(1), PATIENCE);
        assertThat(usage().of(upstream.endpoint()).connections()).isBetween(1, 4);
        assertThat(usage().of(upstream.endpoint()).ejectedUntil()).isEmpty();
    }

    @Test
    void keepsTheLastCalls() {
        someCalls();
        await().atMost(PATIENCE).until(() -> lastCalls.lines(Identity.ANONYMOUS).size() == 24);

        Map<String, Long> paths = lastCalls.lines(Identity.ANONYMOUS).stream()
                .map(line -> new JsonObject(line).getString("path"))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(paths).isEqualTo(Map.of("/reviews/1", 10L, "/reviews/2", 10L, "/broken/1", 3L, "/nobody/x", 1L));
    }

    @Test
    void tellsInTheLogWhoseTagsAnActionWasHeldAgainst() {
        someCalls();

        assertThat(lastCalls.lines(Identity.ANONYMOUS).stream()
                        .map(line -> new JsonObject(line).getString("dst"))
                        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting())))
                .isEqualTo(Map.of("reviews:v1", 20L, "broken:v1,blue", 3L, "nobody", 1L));
    }

    /** All have been recorded when this returns. */
    private void someCalls() {
        try (RawCaller one = RawCaller.to(port());
                RawCaller other = RawCaller.to(port())) {
            for (int i = 0; i < 10; i++) {
                assertThat(one.get("/reviews/1").status()).isEqualTo(200);
                assertThat(other.get("/reviews/2").status()).isEqualTo(200);
            }
            for (int i = 0; i < 3; i++) {
                assertThat(one.get("/broken/1").status()).isEqualTo(418);
            }
            assertThat(other.get("/nobody/x").status()).isEqualTo(404);
        }
        await().atMost(PATIENCE).until(() -> lastCalls.lines(Identity.ANONYMOUS).size() == 24);
    }

    private Map<String, Double> onTheBus() {
        JsonObject snapshot = Await.result(vertx.eventBus().<JsonObject>request(Topics.METRICS, ""))
                .body();
        return BusMetrics.flatten(snapshot.getJsonObject("series"));
    }

    private Map<String, Double> scraped() {
        Map<String, Double> series =
                new TreeMap<>(PrometheusText.read(Http.get(metrics()).body()).values());
        series.keySet().removeIf(name -> !name.startsWith("a8_"));
        return series;
    }

    private InstancesUsage usage() {
        return Await.result(Topics.INSTANCES.request(vertx));
    }

    private String metrics() {
        return "http://127.0.0.1:" + admin.port() + "/metrics";
    }

    private int port() {
        return proxies.get(0).port();
    }

    private ProxyVerticle proxy(RoutingTable table) {
        ProxyVerticle proxy = new ProxyVerticle(
                RunningProxy.options(RunningProxy.TIMEOUTS),
                Identity.ANONYMOUS,
                () -> table,
                new Ledger(lastCalls.before(AccessLog.NONE), meters.forEventLoop()),
                Duration.ofSeconds(10));
        proxies.add(proxy);
        return proxy;
    }

    private Instance instance(String service, String... tags) {
        return new Instance(service, service, upstream.endpoint(), Tags.of(tags), InstanceStatus.UP);
    }

    private static Rule routeRule() {
        Backend backend = new Backend(
                Optional.empty(),
                Tags.of("v1"),
                OptionalDouble.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
        Route route = new Route(List.of(backend), Optional.empty(), OptionalInt.empty(), Optional.empty());
        return new Rule("route-1", 0, "reviews", List.of(), Match.ALWAYS, route);
    }

    private static Rule abortRule() {
        Actions actions = new Actions(List.of(new Actions.Abort(418, 1, Tags.NONE)));
        return new Rule("abort-1", 0, "broken", List.of(), Match.ALWAYS, actions);
    }
}
