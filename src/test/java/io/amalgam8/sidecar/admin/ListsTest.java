package io.amalgam8.sidecar.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.bus.InstancesUsage;
import io.amalgam8.sidecar.bus.LastRequests;
import io.amalgam8.sidecar.bus.RulesUsage;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.InstanceStatus;
import io.amalgam8.sidecar.model.InstanceUsage;
import io.amalgam8.sidecar.model.RuleUsage;
import io.amalgam8.sidecar.model.Tags;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListsTest {

    private static final Instant MOMENT = Instant.parse("2026-01-31T12:00:00Z");
    private static final String SPLIT = """
            [{"id":"split","priority":1,"destination":"reviews",
              "route":{"backends":[{"tags":["v1"],"weight":0.9},{"tags":["v2"]}]}}]""";

    private final RunningAdmin admin = RunningAdmin.start();

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void showsAServiceWithItsVersionsAndTheirShares() {
        admin.use(
                new Catalog(
                        List.of(
                                instance("a", "reviews", 1, InstanceStatus.UP, "v1"),
                                instance("b", "reviews", 2, InstanceStatus.UP, "v1", "blue"),
                                instance("c", "reviews", 3, InstanceStatus.STARTING, "v2"),
                                instance("d", "reviews", 4, InstanceStatus.UP, "v3")),
                        Set.of("d"),
                        List.of()),
                SPLIT);

        JsonObject page = admin.get("/services").bodyAsJsonObject();

        assertThat(page.getInteger("total")).isEqualTo(1);
        assertThat(page.containsKey("next")).isTrue();
        assertThat(page.getValue("next")).isNull();
        JsonObject reviews = page.getJsonArray("items").getJsonObject(0);
        assertThat(reviews.getString("name")).isEqualTo("reviews");
        assertThat(reviews.getInteger("rules")).isEqualTo(1);
        assertThat(reviews.getJsonArray("versions")).isEqualTo(new JsonArray("""
                [{"tags":"v1","weight":0.9,"instances":2,"healthy":2},
                 {"tags":"v2","weight":0.09999999999999998,"instances":1,"healthy":0},
                 {"tags":"v3","weight":0.0,"instances":1,"healthy":0}]"""));
        assertThat(states(reviews)).containsExactly("healthy", "healthy", "starting", "suspect");
    }

    @Test
    void saysNoShareWhereNoRuleDoes() {
        admin.use(Catalog.of(List.of(instance("a", "ratings", 1, InstanceStatus.UP))), "[]");

        JsonObject ratings =
                admin.get("/services").bodyAsJsonObject().getJsonArray("items").getJsonObject(0);

        assertThat(ratings.getJsonArray("versions"))
                .isEqualTo(new JsonArray("[{\"tags\":\"\",\"weight\":null,\"instances\":1,\"healthy\":1}]"));
    }

    @Test
    void showsVersionsInOneOrderInWhateverOrderTheyRegistered() {
        admin.use(
                Catalog.of(List.of(
                        instance("a", "ratings", 1, InstanceStatus.UP, "v2"),
                        instance("b", "ratings", 2, InstanceStatus.UP, "v1"))),
                "[]");

        JsonObject ratings =
                admin.get("/services").bodyAsJsonObject().getJsonArray("items").getJsonObject(0);

        assertThat(ratings.getJsonArray("versions").stream().map(version -> ((JsonObject) version).getString("tags")))
                .containsExactly("v1", "v2");
    }

    @Test
    void showsAServiceThatHasRulesAlone() {
        admin.use(Catalog.EMPTY, SPLIT);

        JsonObject reviews =
                admin.get("/services").bodyAsJsonObject().getJsonArray("items").getJsonObject(0);

        assertThat(reviews.getString("name")).isEqualTo("reviews");
        assertThat(reviews.getJsonArray("instances")).isEmpty();
        assertThat(reviews.getJsonArray("versions").getJsonObject(0).getInteger("instances"))
                .isZero();
    }

    @Test
    void showsHowEachInstanceFares() {
        admin.use(Catalog.of(List.of(instance("a", "reviews", 1, InstanceStatus.UP, "v1"))), "[]");
        InstanceUsage usage = new InstanceUsage(
                InstanceUsage.State.EJECTED, Optional.of(MOMENT), Optional.of(Duration.ofMillis(12)), 3, 4);
        Topics.INSTANCES.answer(admin.vertx(), () -> new InstancesUsage(Map.of(endpoint(1), usage)));

        JsonObject reviews =
                admin.get("/services").bodyAsJsonObject().getJsonArray("items").getJsonObject(0);

        assertThat(reviews.getJsonArray("instances").getJsonObject(0)).isEqualTo(new JsonObject("""
                {"id":"a","endpoint":"http://10.0.0.1:9080","type":"http","tags":"v1","status":"UP","state":"ejected",
                 "ejected_until":"2026-01-31T12:00:00Z","latency_seconds":0.012,"in_flight":3,"connections":4}"""));
        assertThat(reviews.getJsonArray("versions").getJsonObject(0).getInteger("healthy"))
                .isZero();
    }

    @Test
    void tellsOfEachRuleWhatBecameOfIt() {
        admin.use(Catalog.EMPTY, """
                [{"id":"first","priority":9,"destination":"reviews","route":{"backends":[{"tags":["v1"]}]}},
                 {"id":"behind","priority":1,"destination":"reviews","route":{"backends":[{"tags":["v2"]}]}},
                 {"id":"other","priority":5,"destination":"reviews","match":{"source":{"name":"ratings"}},
                  "route":{"backends":[{"tags":["v2"]}]}},
                 {"id":"slow","destination":"reviews","actions":[{"action":"delay","duration":2,"probability":1}]},
                 {"id":"odd","destination":"reviews","route":{"backends":[{"weight":7}]}}]""");
        Topics.RULES_USAGE.answer(
                admin.vertx(), () -> new RulesUsage(Map.of("first", new RuleUsage(12, Optional.of(MOMENT)))));

        JsonArray rules = admin.get("/rules").bodyAsJsonObject().getJsonArray("items");

        assertThat(objects(rules))
                .extracting(rule -> rule.getString("id") + " " + rule.getString("kind") + " " + rule.getString("state"))
                .containsExactly(
                        "first route applied",
                        "other route not_for_me",
                        "behind route shadowed",
                        "slow action applied",
                        "odd null rejected");
        JsonObject first = rules.getJsonObject(0);
        assertThat(first.getLong("hits")).isEqualTo(12);
        assertThat(first.getString("last_match")).isEqualTo("2026-01-31T12:00:00Z");
        assertThat(first.getJsonObject("rule").getString("destination")).isEqualTo("reviews");
        assertThat(rules.getJsonObject(2).getString("reason")).contains("first");
        assertThat(rules.getJsonObject(2).getBoolean("in_force")).isFalse();
        assertThat(rules.getJsonObject(4).getString("reason"))
                .contains("weight")
                .contains("expected");
        assertThat(rules.getJsonObject(4).getValue("rule")).isNull();
    }

    @Test
    void showsTheGoodRevisionThatStandsInPlaceOfARejectedOne() {
        admin.use(Catalog.EMPTY, SPLIT);
        admin.use(Catalog.EMPTY, SPLIT.replace("0.9", "9"));

        JsonObject rule =
                admin.get("/rules").bodyAsJsonObject().getJsonArray("items").getJsonObject(0);

        assertThat(rule.getString("state")).isEqualTo("rejected");
        assertThat(rule.getBoolean("in_force")).isTrue();
        assertThat(rule.getJsonObject("rule").encode()).contains("0.9");
    }

    @Test
    void showsTheLastCallsAsTheyStandInTheAccessLog() {
        assertThat(admin.get("/requests").bodyAsJsonObject().getJsonArray("items"))
                .isEmpty();
        Topics.REQUESTS.answer(
                admin.vertx(), () -> new LastRequests(List.of("{\"status\":\"200\"}", "{\"status\":\"503\"}")));

        JsonObject page = admin.get("/requests?limit=1").bodyAsJsonObject();

        assertThat(page.getJsonArray("items")).isEqualTo(new JsonArray("[{\"status\":\"200\"}]"));
        assertThat(page.getInteger("total")).isEqualTo(2);
        assertThat(admin.get(page.getString("next")).bodyAsJsonObject().getJsonArray("items"))
                .isEqualTo(new JsonArray("[{\"status\":\"503\"}]"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 25, 1000})
    void pagesThroughAllOfALongListOnce(int limit) {
        List<Instance> instances = IntStream.range(0, 60)
                .mapToObj(i -> instance("i" + i, "service &" + i, i % 200 + 1, InstanceStatus.UP))
                .toList();
        String rules = IntStream.range(0, 60)
                .mapToObj(i ->
                        "{\"id\":\"r" + i + "\",\"destination\":\"service &" + i + "\",\"route\":{\"backends\":[{}]}}")
                .collect(java.util.stream.Collectors.joining(",", "[", "]"));
        admin.use(Catalog.of(instances), rules);

        for (String list : List.of("services", "rules")) {
            List<String> seen = new ArrayList<>();
            String next = "/" + list + "?limit=" + limit;
            while (next != null) {
                JsonObject page = admin.get(next).bodyAsJsonObject();
                assertThat(page.getInteger("total")).isEqualTo(60);
                assertThat(page.getJsonArray("items").size()).isBetween(1, limit);
                objects(page.getJsonArray("items"))
                        .forEach(item -> seen.add(item.getString("name", item.getString("id"))));
                next = page.getString("next");
            }
            assertThat(seen).hasSize(60);
            assertThat(new HashSet<>(seen)).hasSize(60);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/services?limit=0",
                "/services?limit=1001",
                "/rules?limit=-1",
                "/rules?limit=99999999999999999999",
                "/requests?limit=x",
                "/rules?after=x",
                "/requests?after=-1"
            })
    void refusesPagesThatMakeNoSense(String path) {
        var response = admin.get(path);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.bodyAsJsonObject().getString("error")).isEqualTo("bad_request");
        assertThat(response.bodyAsJsonObject().getString("reason")).contains("expected");
    }

    @Test
    void endsWhereSomebodyBeginsBehindTheEnd() {
        admin.use(Catalog.EMPTY, SPLIT);

        for (String path : List.of("/services?after=zzz", "/rules?after=900")) {
            JsonObject page = admin.get(path).bodyAsJsonObject();
            assertThat(page.getJsonArray("items")).isEmpty();
            assertThat(page.getValue("next")).isNull();
        }
    }

    private static List<String> states(JsonObject service) {
        return objects(service.getJsonArray("instances")).stream()
                .map(instance -> instance.getString("state"))
                .toList();
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }

    private static Instance instance(String id, String service, int host, InstanceStatus status, String... tags) {
        return new Instance(id, service, endpoint(host), Tags.of(tags), status);
    }

    private static Endpoint endpoint(int host) {
        return Endpoint.parse(EndpointType.HTTP, "10.0.0." + host + ":9080");
    }
}
