package io.amalgam8.sidecar.admin;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lists in the admin API's shapes, as long as wished, with everything in them that may be hard to show. */
final class MadeUpLists {

    /** What no name may do to the page. */
    static final String HOSTILE = "<img src=x onerror=alert(1)>";

    private static final List<String> NAMES = List.of("productpage", "reviews", "ratings", "details", "checkout");

    private MadeUpLists() {}

    static List<String> names(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(i < NAMES.size() ? NAMES.get(i) : String.format(Locale.ROOT, "service-%03d", i));
        }
        return names;
    }

    /** Services with so many instances each, half of them v1 and half v2. */
    static List<JsonObject> services(List<String> names, int instancesEach, double weightOfSecondVersion) {
        List<JsonObject> services = new ArrayList<>();
        for (int place = 0; place < names.size(); place++) {
            JsonArray instances = new JsonArray();
            for (int i = 0; i < instancesEach; i++) {
                instances.add(instance(place, i, instancesEach));
            }
            int half = instancesEach / 2;
            services.add(new JsonObject()
                    .put("name", names.get(place))
                    .put(
                            "versions",
                            new JsonArray()
                                    .add(version(
                                            "v1", 1 - weightOfSecondVersion, instancesEach - half, place == 1 ? 1 : 0))
                                    .add(version("v2", weightOfSecondVersion, half, 0)))
                    .put("instances", instances)
                    .put("rules", 2));
        }
        return services;
    }

    static List<JsonObject> rules(List<String> names, int count) {
        List<JsonObject> rules = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String service = names.get(i % names.size());
            rules.add(i % 3 == 2 ? action(i, service) : route(i, service));
        }
        return rules;
    }

    /** The newest first; the last of them with a path that would be HTML. */
    static List<JsonObject> requests(List<String> names, int count, Instant newest) {
        List<JsonObject> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean failed = i % 17 == 3;
            requests.add(new JsonObject()
                    .put("status", failed ? "503" : i % 11 == 5 ? "404" : "200")
                    .put("timestamp", newest.minusMillis(137L * i).toString())
                    .put("request_time", String.format(Locale.ROOT, "0.%03d", 3 + i * 7 % 90))
                    .put("dst", names.get(i % names.size()) + (i % 4 == 0 ? ":v2" : ":v1"))
                    .put("upstream_addr", failed ? "-" : "10.0.0." + (i % 9 + 1) + ":9080")
                    .put("request_id", "0c6f7d1e-" + newest.toEpochMilli() / 137 + "-" + i)
                    .put("method", i % 6 == 0 ? "POST" : "GET")
                    .put("path", i == 1 ? "/" + HOSTILE : "/" + names.get(i % names.size()) + "/" + i)
                    .put("attempts", failed ? 2 : 1)
                    .put("flags", failed ? "UH" : "")
                    .put("rule", i % 5 == 0 ? "rule-1" : "")
                    .put("fault", i % 13 == 0 ? "delay" : ""));
        }
        return requests;
    }

    static JsonObject controlPlane() {
        return new JsonObject()
                .put("catalog_received", Instant.now().minusSeconds(3).toString())
                .put("rules_received", Instant.now().minusSeconds(2).toString())
                .put("revision", 7);
    }

    /** Of a call that goes to v2 of the reviews. */
    static JsonObject explanation() {
        return new JsonObject("""
                {"method":"GET","target":"/reviews/x","service":"reviews","path":"/x",
                 "decision":{"forwarded":true,"service":"reviews","tags":"v2","rule":"rule-1"},
                 "rules":[
                  {"id":"rule-2","service":"reviews","kind":"route","priority":2,"state":"applied","reason":"","outcome":"failed",
                   "clauses":[{"place":"match.headers.Cookie","wanted":"user=jason","held":false}]},
                  {"id":"rule-1","service":"reviews","kind":"route","priority":1,"state":"applied","reason":"","outcome":"held",
                   "clauses":[]}],
                 "backends":[{"service":"reviews","tags":"v2","share":0.25,"eligible":1,"chosen":true,"by_cookie":false,
                   "failed_over":false}],
                 "instances":[{"endpoint":"http://10.0.0.1:9080","tags":"v2","status":"UP","eligible":true,"ejected":false,
                   "reason":"bears the tags"}],
                 "actions":[{"action":"delay","seconds":2.0,"probability":0.5,"tags":"","outcome":"by_chance"}],
                 "terms":{"connect_timeout_seconds":1.0,"response_timeout_seconds":60.0,"retries":1,"repeatable":true}}
                """);
    }

    private static JsonObject version(String tags, double weight, int instances, int sick) {
        return new JsonObject()
                .put("tags", tags)
                .put("weight", weight)
                .put("instances", instances)
                .put("healthy", instances - sick);
    }

    private static JsonObject instance(int service, int place, int all) {
        boolean ejected = service == 1 && place == 0;
        return new JsonObject()
                .put("endpoint", "http://10.0." + service + "." + (place + 1) + ":9080")
                .put("type", "http")
                .put("tags", place < all - all / 2 ? "v1" : "v2")
                .put("status", "UP")
                .put("state", ejected ? "ejected" : place == 3 ? "suspect" : "healthy")
                .put("ejected_until", ejected ? Instant.now().plusSeconds(25).toString() : null)
                .put("latency_seconds", 0.004 + 0.003 * place)
                .put("in_flight", place % 3)
                .put("connections", 2);
    }

    private static JsonObject route(int number, String service) {
        JsonObject rule = new JsonObject()
                .put("id", "rule-" + number)
                .put("destination", service)
                .put("priority", number % 7 + 1);
        if (number % 2 == 0) {
            rule.put("match", new JsonObject().put("headers", new JsonObject().put("Cookie", ".*?user=jason")));
        }
        rule.put(
                "route",
                new JsonObject()
                        .put(
                                "backends",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("tags", new JsonArray().add("v2"))
                                                .put("weight", 0.25))
                                        .add(new JsonObject().put("tags", new JsonArray().add("v1")))));
        return state(number, service, "route", rule);
    }

    private static JsonObject action(int number, String service) {
        JsonObject rule = new JsonObject()
                .put("id", "rule-" + number)
                .put("destination", service)
                .put("priority", number % 7 + 1)
                .put(
                        "actions",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("action", "delay")
                                        .put("duration", 7.0)
                                        .put("probability", 0.1)
                                        .put("tags", new JsonArray().add("v2"))));
        return state(number, service, "action", rule);
    }

    private static JsonObject state(int number, String service, String kind, JsonObject rule) {
        String state = number % 19 == 4 ? "rejected" : number % 19 == 7 ? "shadowed" : "applied";
        String reason = state.equals("rejected")
                ? "match.headers.Cookie: (a (expected: a pattern that ends)"
                : state.equals("shadowed") ? "rule-1 holds wherever it would" : "";
        return new JsonObject()
                .put("id", "rule-" + number)
                .put("service", service)
                .put("kind", kind)
                .put("priority", number % 7 + 1)
                .put("state", state)
                .put("reason", reason)
                .put("hits", number % 5 == 0 ? 0 : 1234L * number)
                .put(
                        "last_match",
                        number % 5 == 0
                                ? null
                                : Instant.now().minusSeconds(number).toString())
                .put("rule", rule);
    }
}
