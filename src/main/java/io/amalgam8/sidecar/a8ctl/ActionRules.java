package io.amalgam8.sidecar.a8ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amalgam8.sidecar.recipe.Party;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes action rules. */
final class ActionRules {

    private static final int LOWEST = 10;
    private static final int DISTANCE = 10;

    private ActionRules() {}

    /** The priority of a rule that goes above all others. */
    static long above(List<JsonNode> rules) {
        long priority = LOWEST;
        for (JsonNode rule : rules) {
            priority = Math.max(priority, RuleTree.priority(rule) + DISTANCE);
        }
        return priority;
    }

    /** @param headers what has to be found in which header */
    static ObjectNode rule(
            String destination,
            long priority,
            Optional<Party> source,
            Map<String, String> headers,
            List<ObjectNode> actions) {
        ObjectNode rule = Json.object().put("destination", destination).put("priority", priority);
        ObjectNode match = rule.putObject("match");
        source.ifPresent(caller -> match.set("source", caller.toSource()));
        if (!headers.isEmpty()) {
            ObjectNode patterns = match.putObject("headers");
            headers.forEach(patterns::put);
        }
        rule.putArray("actions").addAll(actions);
        return rule;
    }
}
