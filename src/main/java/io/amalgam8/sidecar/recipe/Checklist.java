package io.amalgam8.sidecar.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amalgam8.sidecar.recipe.Check.AtMostRequests;
import io.amalgam8.sidecar.recipe.Check.BoundedResponseTime;
import io.amalgam8.sidecar.recipe.Check.HttpStatus;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is expected while a recipe is in force. */
public final class Checklist {

    private static final String WITHOUT_ENTRIES = "No log entries found";

    /** As the log has them, where a connection that was closed without an answer has none, or a code below 100. */
    private static final int LEAST_STATUS = 0;

    private static final int GREATEST_STATUS = 599;
    private static final String STATUSES = "100..599, 0..99 for a closed connection, or a list of such";

    private final List<Item> items;

    private record Item(Edge edge, Check check, JsonNode asGiven) {}

    /**
     * What became of one expectation.
     *
     * @param asGiven the check as it was written
     * @param problem empty where it was met
     */
    public record Verdict(JsonNode asGiven, String problem) {

        public boolean isPassed() {
            return problem.isEmpty();
        }

        /** The check with {@code result} and {@code errormsg} beside what it has. */
        public ObjectNode toJson() {
            ObjectNode json = asGiven.deepCopy();
            return json.put("result", isPassed()).put("errormsg", problem);
        }
    }

    private Checklist(List<Item> items) {
        this.items = List.copyOf(items);
    }

    /**
     * Reads {@code {"checks":[{"name":"bounded_response_time","source":"gateway","dest":"productpage:v1",
     * "max_latency":"100ms"},…]}}.
     */
    public static Checklist parse(JsonNode document) throws InvalidRecipeException {
        List<Item> items = new ArrayList<>();
        for (Fields fields : Fields.list(document, List.of("checks"))) {
            Edge edge = new Edge(fields.needed("source"), fields.needed("dest"));
            items.add(new Item(edge, check(fields), fields.object()));
        }
        return new Checklist(items);
    }

    /** Holds each check against the calls that it is about; where there are none, it has failed. */
    public List<Verdict> judge(List<LoggedCall> calls) {
        return items.stream()
                .map(item -> new Verdict(item.asGiven(), problem(item, calls)))
                .toList();
    }

    private static String problem(Item item, List<LoggedCall> calls) {
        List<LoggedCall> own = calls.stream()
                .filter(call -> item.edge().source().includes(call.source())
                        && item.edge().destination().includes(call.destination()))
                .toList();
        return own.isEmpty() ? WITHOUT_ENTRIES : item.check().problem(item.edge(), own);
    }

    private static Check check(Fields fields) throws InvalidRecipeException {
        return switch (fields.text("name")) {
            case "bounded_response_time" -> {
                fields.text("max_latency");
                yield new BoundedResponseTime(fields.duration("max_latency", ""));
            }
            case "http_status" -> new HttpStatus(statuses(fields));
            case "at_most_requests" -> new AtMostRequests(fields.count("num_requests"));
            case "bounded_retries" ->
                new BoundedRetries(
                        fields.count("retries"),
                        fields.duration("wait_time", "0s"),
                        fields.duration("errdelta", "10ms"),
                        fields.object().path("by_uri").asBoolean());
            case "circuit_breaker" -> {
                fields.text("reset_time");
                fields.count("max_attempts");
                yield new CircuitBreaker(
                        fields.integer("max_attempts", 1, Integer.MAX_VALUE, 1),
                        fields.duration("reset_time", ""),
                        fields.integer("sthreshold", 1, Integer.MAX_VALUE, 1));
            }
            default ->
                throw fields.wrong(
                        "name",
                        "bounded_response_time, http_status, bounded_retries, circuit_breaker or at_most_requests");
        };
    }

    private static Set<Integer> statuses(Fields fields) throws InvalidRecipeException {
        JsonNode given = fields.object().path("status");
        Set<Integer> statuses = new LinkedHashSet<>();
        for (JsonNode status : given.isArray() ? given : List.of(given)) {
            if (!Fields.isInteger(status, LEAST_STATUS, GREATEST_STATUS)) {
                throw fields.wrong("status", STATUSES);
            }
            statuses.add(status.intValue());
        }
        if (statuses.isEmpty()) {
            throw fields.wrong("status", STATUSES);
        }
        return statuses;
    }
}
