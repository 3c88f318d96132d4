package io.amalgam8.sidecar.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.config.AdminOptions;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.metrics.RequestMeters;
import io.amalgam8.sidecar.routing.TableSummary;
import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.EventSource;
import io.amalgam8.sidecar.testing.Http;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What comes out of the sidecar while somebody looks. */
final class EventStreamHandlerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String REQUESTS = "a8_requests_total";

    private final Vertx vertx = Vertx.vertx();
    private final Meters meters = new Meters("2.0.0");
    private final RequestMeters loop = meters.forEventLoop();
    private final AdminVerticle admin = AdminVerticle.registering(new AdminOptions("127.0.0.1", 0), meters);

    @BeforeEach
    void deploy() {
        Topics.registerCodec(vertx);
        Await.result(vertx.deployVerticle(admin));
        Await.result(vertx.deployVerticle(new MetricsVerticle(meters)));
    }

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    void tellsFirstHowEverythingIs() {
        loop.finished("reviews", "v1", 200, "", 1);
        try (EventSource events = listen()) {
            assertThat(events.status()).isEqualTo(200);
            assertThat(events.header("Content-Type")).startsWith("text/event-stream");
            assertThat(events.header("Cache-Control")).isEqualTo("no-store");
            await().atMost(PATIENCE).until(() -> !events.events("metrics").isEmpty());

            assertThat(events.events("health").get(0).getString("status")).isEqualTo("not ready");
            assertThat(events.events("table").get(0).getBoolean("complete")).isFalse();
            JsonObject metrics = events.events("metrics").get(0);
            assertThat(metrics.getBoolean("full")).isTrue();
            assertThat(only(metrics, REQUESTS).getDouble("value")).isEqualTo(1);
        }
    }

    @Test
    void tellsEachSecondWhatHasChangedAndNothingElse() {
        loop.finished("reviews", "v1", 200, "", 1);
        try (EventSource events = listen()) {
            await().atMost(PATIENCE).until(() -> changes(events).size() >= 2);
            int before = changes(events).size();
            loop.finished("reviews", "v1", 200, "", 1);
            loop.finished("reviews", "v1", 404, "NR", 1);
            await().atMost(PATIENCE)
                    .until(() -> changes(events).stream()
                            .anyMatch(change -> change.getJsonObject("series").containsKey(REQUESTS)));

            JsonObject change = changes(events).stream()
                    .filter(update -> update.getJsonObject("series").containsKey(REQUESTS))
                    .findFirst()
                    .orElseThrow();
            assertThat(changes(events).indexOf(change)).isGreaterThanOrEqualTo(before - 1);
            assertThat(change.getJsonObject("series").fieldNames())
                    .contains(REQUESTS, "a8_request_duration_seconds", "a8_requests_in_flight")
                    .doesNotContain("a8_build_info", "a8_retries_total");
            int after = changes(events).size();
            await().atMost(PATIENCE).until(() -> changes(events).size() >= after + 2);
            JsonObject last = changes(events).get(changes(events).size() - 1);
            assertThat(last.getJsonObject("series").fieldNames()).doesNotContain(REQUESTS);
        }
    }

    @Test
    void tellsOfNewTablesAndOfHealth() {
        try (EventSource events = listen()) {
            await().atMost(PATIENCE).until(() -> !changes(events).isEmpty());
            Topics.ROUTING_TABLE.publish(vertx, new TableSummary(7, true, 2, 5, 4, 1));
            Topics.HEALTH.publish(vertx, new Health(Health.Part.REGISTRY, Health.State.DEGRADED, "away"));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(events.events("table"))
                            .contains(new JsonObject("{\"revision\":7,\"complete\":true,\"services\":2,\"instances\":5,"
                                    + "\"rules\":4,\"refused_rules\":1}")));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(events.events("health"))
                            .extracting(health -> health.getJsonObject("parts").getJsonObject("registry"))
                            .contains(new JsonObject("{\"state\":\"degraded\",\"detail\":\"away\"}")));
        }
    }

    @Test
    void takesSoManyListenersAndAnotherOnceOneHasLeft() {
        List<EventSource> sources = new ArrayList<>();
        for (int i = 0; i < EventStreamHandler.MOST_LISTENERS; i++) {
            sources.add(listen());
        }
        HttpResponse<String> refused = Http.get(url());
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(new JsonObject(refused.body()).getString("reason")).startsWith("listeners: 16");

        sources.get(0).close();
        await().atMost(PATIENCE).until(() -> {
            try (EventSource next = listen()) {
                return next.status() == 200;
            }
        });
        sources.forEach(EventSource::close);
    }

    @Test
    void isClosedToOtherSites() {
        assertThat(Http.get(url(), "Origin", "http://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(Http.get(url(), "Sec-Fetch-Site", "cross-site").statusCode()).isEqualTo(403);
    }

    private EventSource listen() {
        return EventSource.open(url());
    }

    private String url() {
        return "http://127.0.0.1:" + admin.port() + "/events";
    }

    private static List<JsonObject> changes(EventSource events) {
        return events.events("metrics").stream()
                .filter(update -> !update.getBoolean("full"))
                .toList();
    }

    private static JsonObject only(JsonObject update, String metric) {
        assertThat(update.getJsonObject("series").getJsonArray(metric)).hasSize(1);
        return update.getJsonObject("series").getJsonArray(metric).getJsonObject(0);
    }
}
