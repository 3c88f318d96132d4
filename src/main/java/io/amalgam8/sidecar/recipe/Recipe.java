package io.amalgam8.sidecar.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Failures between the services of an application, for those calls alone that bear a header. Every call between them leaves
 * the recipe's id in the access log, whether it fails or not.
 *
 * @see <a href="https://doi.org/10.1109/ICDCS.2016.11">Gremlin: Systematic Resilience Testing of Microservices</a>
 */
public final class Recipe {

    /** The key of the recipe's id in the access log. */
    public static final String LOG_KEY = "gremlin_recipe_id";

    /** The original's, of all rules; some of ours are above it, where a caller is part of another. */
    private static final int PRIORITY = 10;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String id;
    private final String header;
    private final String pattern;
    private final Map<Edge, List<Fault>> faults;

    private Recipe(String id, String header, String pattern, Map<Edge, List<Fault>> faults) {
        this.id = id;
        this.header = header;
        this.pattern = pattern;
        this.faults = faults;
    }

    /**
     * Reads one.
     *
     * @param header the header that the calls in question bear
     * @param pattern the regular expression that is found in it
     * @param topology {@code {"services":[{"name":"reviews:v2"},…],"dependencies":{"reviews:v2":["ratings:v1"],…}}}
     * @param scenarios {@code {"gremlins":[{"scenario":"delay_requests","dest":"ratings:v1","delaytime":"7s"},…]}}
     */
    public static Recipe parse(String id, String header, String pattern, JsonNode topology, JsonNode scenarios)
            throws InvalidRecipeException {
        return new Recipe(id, header, pattern, Scenarios.parse(Topology.parse(topology), scenarios));
    }

    /** What finds its rules and its calls again. */
    public String id() {
        return id;
    }

    /**
     * Its rules: one for each edge of the topology. Those from one caller to several versions of a service share a rule,
     * since of two rules with the same match only the first one counts; and the more a rule says of its caller, the higher
     * is its priority.
     */
    public List<ObjectNode> rules() {
        Map<Edge, ObjectNode> rules = new LinkedHashMap<>();
        faults.keySet().forEach(edge -> {
            Party service = new Party(edge.destination().name(), List.of());
            ObjectNode rule = rules.computeIfAbsent(new Edge(edge.source(), service), this::rule);
            addActions(rule.withArray("actions"), edge);
        });
        return List.copyOf(rules.values());
    }

    private ObjectNode rule(Edge edge) {
        ObjectNode rule =
                JSON.objectNode().put("destination", edge.destination().name());
        rule.putArray("tags").add(id);
        rule.put("priority", PRIORITY + rank(edge));
        ObjectNode match = rule.putObject("match");
        match.set("source", edge.source().toSource());
        match.putObject("headers").put(header, pattern);
        return rule;
    }

    /**
     * How many of the numbers of tags by which the topology means the same caller are smaller: of {@code a}, {@code a:v1} and
     * {@code a:v2} the last two are one above the first. Rules of equal priority are tried in the order of their ids, which
     * are the controller's choice.
     */
    private int rank(Edge edge) {
        return (int) faults.keySet().stream()
                .filter(other -> other.source().name().equals(edge.source().name()))
                .filter(other ->
                        other.destination().name().equals(edge.destination().name()))
                .map(other -> other.source().tags().size())
                .filter(tags -> tags < edge.source().tags().size())
                .distinct()
                .count();
    }

    private void addActions(ArrayNode actions, Edge edge) {
        List<String> tags = edge.destination().tags();
        ObjectNode trace =
                JSON.objectNode().put("action", "trace").put("log_key", LOG_KEY).put("log_value", id);
        actions.add(tagged(trace, tags));
        faults.getOrDefault(edge, List.of()).forEach(fault -> actions.add(tagged(fault.toAction(), tags)));
    }

    private static ObjectNode tagged(ObjectNode action, List<String> tags) {
        if (!tags.isEmpty()) {
            tags.forEach(action.withArray("tags")::add);
        }
        return action;
    }
}
