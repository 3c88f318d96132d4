package io.amalgam8.sidecar.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** What a rule must look like, in each dialect. */
final class RuleSchema {

    private static final double WEIGHT_TOLERANCE = 1e-9;
    private static final List<String> BALANCERS =
            List.of("round_robin", "least_request", "random", "ewma", "ring_hash");
    private static final List<String> PROTOCOLS = List.of("h2c", "http");
    private static final Shape COUNT = Shapes.integerFrom(0);
    private static final Shape TAGS = Shapes.tags(1);
    private static final Shape PROBABILITY = Shapes.numberAboveUpTo(0, 1);

    private final Shape rule;

    private RuleSchema(Shape rule) {
        this.rule = rule;
    }

    static RuleSchema of(Dialect dialect) {
        return new RuleSchema(dialect == Dialect.UNION ? unionRule() : oldRule());
    }

    /**
     * What is wrong with the rule, with the place in it; empty when nothing is.
     *
     * @param document with the fields that a rule has and no others
     */
    Optional<String> problem(JsonNode document) {
        return rule.problem("", document);
    }

    private static Shape unionRule() {
        return new ObjectShape()
                .optional("id", Shapes.text())
                .optional("priority", Shapes.integer(Integer.MIN_VALUE, Integer.MAX_VALUE))
                .optional("tags", Shapes.listOf(Shapes.text(), 0))
                .required("destination", Shapes.nonEmptyText())
                .optional("match", match())
                .optional("route", unionRoute())
                .optional("actions", Shapes.listOf(action(Shapes.integer(-5, 599)), 1))
                .and(RuleSchema::routeOrActions);
    }

    private static Shape oldRule() {
        return new ObjectShape()
                .optional("id", Shapes.text())
                .optional("priority", Shapes.integer(Long.MIN_VALUE, Long.MAX_VALUE))
                .optional("tags", Shapes.listOf(Shapes.text(), 0))
                .optional("destination", Shapes.text())
                .optional("match", match())
                .optional("route", new ObjectShape().required("backends", Shapes.listOf(oldBackend(), 1)))
                .optional("actions", Shapes.listOf(action(Shapes.numberFromUpTo(-5, 599)), 1))
                .and(RuleSchema::routeOrActions);
    }

    private static Optional<String> routeOrActions(String path, JsonNode rule) {
        if (rule.has("route") == rule.has("actions")) {
            return Optional.of(
                    "route, actions: " + (rule.has("route") ? "both" : "neither") + " (expected: exactly one)");
        }
        return Optional.empty();
    }

    private static Shape match() {
        Shape condition = condition().notEmpty();
        Shape conditions = Shapes.listOf(condition, 1);
        return condition()
                .optional("all", conditions)
                .optional("any", conditions)
                .optional("none", conditions)
                .notEmpty();
    }

    private static ObjectShape condition() {
        return new ObjectShape()
                .optional(
                        "source",
                        new ObjectShape().required("name", Shapes.text()).optional("tags", TAGS))
                .optional("headers", Shapes.mapOf(Shapes.text()));
    }

    private static Shape oldBackend() {
        Shape standIn = new ObjectShape().optional("name", Shapes.text()).required("tags", TAGS);
        return new ObjectShape()
                .optional("name", Shapes.text())
                .required("tags", TAGS)
                .optional("weight", Shapes.numberAboveUpTo(0, 1))
                .optional("timeout", Shapes.numberAbove(0))
                .optional("retries", Shapes.numberAbove(0))
                .optional("failover", Shapes.listOf(standIn, 1));
    }

    private static Shape unionRoute() {
        return new ObjectShape()
                .required("backends", Shapes.listOf(unionBackend(), 1).and(RuleSchema::weightsSum))
                .optional("http_req_timeout", Shapes.numberAbove(0))
                .optional("http_req_retries", COUNT)
                .optional(
                        "uri",
                        new ObjectShape()
                                .optional("path", Shapes.text())
                                .optional("prefix", Shapes.text())
                                .optional("prefix_rewrite", Shapes.text()));
    }

    private static Shape unionBackend() {
        Shape anyTags = Shapes.tags(0);
        Shape standIn = new ObjectShape().optional("name", Shapes.text()).optional("tags", anyTags);
        return new ObjectShape()
                .optional("name", Shapes.text())
                .optional("tags", anyTags)
                .optional("weight", Shapes.numberAboveUpTo(0, 1))
                .optional("timeout", Shapes.numberAbove(0))
                .optional("retries", Shapes.integerFrom(1))
                .optional("failover", Shapes.listOf(standIn, 1))
                .optional("host", Shapes.nonEmptyText())
                .optional("lb_type", Shapes.word(BALANCERS))
                .optional("protocol", Shapes.word(PROTOCOLS))
                .optional("resilience", resilience());
    }

    private static Shape resilience() {
        return new ObjectShape()
                .optional("max_connections", COUNT)
                .optional("max_pending_requests", COUNT)
                .optional("max_requests", COUNT)
                .optional("sleep_window", Shapes.numberFrom(0))
                .optional("consecutive_errors", COUNT)
                .optional("detection_interval", Shapes.numberFrom(0))
                .optional("max_requests_per_connection", COUNT);
    }

    private static Optional<String> weightsSum(String path, JsonNode backends) {
        double sum = 0;
        for (JsonNode backend : backends) {
            sum += backend.path("weight").asDouble(0);
        }
        if (sum > 1 + WEIGHT_TOLERANCE) {
            return Optional.of(path + ": weights that sum to " + sum + " (expected: at most 1)");
        }
        return Optional.empty();
    }

    private static Shape action(Shape returnCode) {
        Shape any = Shapes.text();
        Shape delay = new ObjectShape()
                .required("action", any)
                .required("duration", Shapes.numberAbove(0))
                .optional("probability", PROBABILITY)
                .optional("tags", TAGS);
        Shape abort = new ObjectShape()
                .required("action", any)
                .required("return_code", returnCode)
                .optional("probability", PROBABILITY)
                .optional("tags", TAGS);
        Shape trace = new ObjectShape()
                .required("action", any)
                .optional("log_key", any)
                .optional("log_value", any)
                .optional("tags", TAGS);
        return (path, value) -> switch (value.path("action").asText("")) {
            case "delay" -> delay.problem(path, value);
            case "abort" -> abort.problem(path, value);
            case "trace" -> trace.problem(path, value);
            default -> Shapes.wrong(path + ".action", value.path("action"), "delay, abort or trace");
        };
    }
}
