package io.amalgam8.sidecar.a8ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An action rule as it would be typed.
 *
 * @param headers each {@code Name:regex}
 * @param actions each as {@link ActionSpec} has it
 */
record ActionView(
        String destination,
        Optional<String> source,
        List<String> headers,
        long priority,
        List<String> actions,
        String id) {

    static final List<String> COLUMNS = List.of("Destination", "Source", "Headers", "Priority", "Actions", "Rule Id");

    ActionView {
        headers = List.copyOf(headers);
        actions = List.copyOf(actions);
    }

    static ActionView of(JsonNode rule) {
        JsonNode match = rule.path("match");
        List<String> headers = new ArrayList<>();
        match.path("headers")
                .properties()
                .forEach(header ->
                        headers.add(header.getKey() + ":" + header.getValue().asText()));
        List<String> actions = new ArrayList<>();
        rule.path("actions").forEach(action -> actions.add(ActionSpec.of(action)));
        Optional<String> source = match.has("source") ? Optional.of(RuleTree.source(match)) : Optional.empty();
        return new ActionView(
                rule.path("destination").asText(),
                source,
                headers,
                RuleTree.priority(rule),
                actions,
                rule.path("id").asText());
    }

    ObjectNode toJson() {
        ObjectNode json =
                Json.object().put("id", id).put("destination", destination).put("priority", priority);
        source.ifPresent(caller -> json.put("source", caller));
        if (!headers.isEmpty()) {
            json.set("headers", Json.texts(headers));
        }
        json.set("actions", Json.texts(actions));
        return json;
    }

    List<String> row() {
        return List.of(
                destination,
                source.orElse(""),
                String.join(", ", headers),
                String.valueOf(priority),
                String.join(", ", actions),
                id);
    }
}
