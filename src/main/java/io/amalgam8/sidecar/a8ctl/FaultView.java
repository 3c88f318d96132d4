package io.amalgam8.sidecar.a8ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amalgam8.sidecar.recipe.Party;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * An action rule as {@code rule-list} shows it: its first header, its first delay and its first abort.
 *
 * @param fields what it has of these, by their names
 */
record FaultView(ObjectNode fields) {

    static final List<String> COLUMNS = List.of(
            "Source",
            "Destination",
            "Header",
            "Header Pattern",
            "Delay Probability",
            "Delay",
            "Abort Probability",
            "Abort Code",
            "Rule Id");

    private static final List<String> FIELDS = List.of(
            "source",
            "destination",
            "header",
            "header_pattern",
            "delay_probability",
            "delay",
            "abort_probability",
            "abort_code",
            "id");

    static FaultView of(JsonNode rule) {
        ObjectNode fields = Json.object();
        fields.put("id", rule.path("id").asText()).put("priority", RuleTree.priority(rule));
        JsonNode match = rule.path("match");
        if (match.has("source")) {
            fields.put("source", RuleTree.source(match));
        }
        match.path("headers").properties().stream()
                .findFirst()
                .ifPresent(header -> fields.put("header", header.getKey())
                        .put("header_pattern", header.getValue().asText()));
        Set<String> destinations = new LinkedHashSet<>();
        for (JsonNode action : rule.path("actions")) {
            switch (action.path("action").asText()) {
                case "delay" -> fault(fields, action, "delay", "duration", "delay_probability");
                case "abort" -> fault(fields, action, "abort_code", "return_code", "abort_probability");
                default -> {}
            }
            destinations.add(new Party(rule.path("destination").asText(), RuleTree.tags(action)).toString());
        }
        fields.put("destination", String.join(",", destinations));
        return new FaultView(fields);
    }

    private static void fault(ObjectNode fields, JsonNode action, String name, String value, String probability) {
        if (!fields.has(name)) {
            fields.set(name, action.path(value));
            fields.set(probability, action.has("probability") ? action.path("probability") : fields.numberNode(1));
        }
    }

    List<String> row() {
        return FIELDS.stream().map(field -> fields.path(field).asText()).toList();
    }
}
