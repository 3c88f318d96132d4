package io.amalgam8.sidecar.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A rule as a caller sent it: well-typed at its top level, but not yet checked further.
 *
 * @param id the rule that it is to replace; empty when the caller named none
 * @param document the fields that a rule has, in the order in which they are written, without the id
 */
record RuleDraft(String id, long priority, List<String> tags, String destination, ObjectNode document) {

    private static final String ID = "id";

    RuleDraft {
        tags = List.copyOf(tags);
    }

    /**
     * Reads {@code {"rules":[…]}}. Fields that a rule has not are dropped; a null counts as absent, as in the original's
     * decoder.
     *
     * @throws RefusalException when it is no JSON of that form
     */
    static List<RuleDraft> read(byte[] body) {
        JsonNode document = Json.read(body).orElseThrow(RuleDraft::invalidJson);
        if (document.isNull()) {
            return List.of();
        }
        JsonNode rules = document.path("rules");
        if (!document.isObject() || !(rules.isArray() || isAbsent(rules))) {
            throw invalidJson();
        }
        List<RuleDraft> drafts = new ArrayList<>();
        rules.forEach(rule -> drafts.add(of(rule)));
        return drafts;
    }

    private static RuleDraft of(JsonNode rule) {
        if (!rule.isObject() && !rule.isNull()) {
            throw invalidJson();
        }
        long priority = priority(rule.path("priority"));
        List<String> tags = tags(rule.path("tags"));
        String destination = text(rule.path("destination"));
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("priority", priority);
        if (!tags.isEmpty()) {
            ArrayNode array = document.putArray("tags");
            tags.forEach(array::add);
        }
        document.put("destination", destination);
        for (String part : List.of("match", "route", "actions")) {
            if (!isAbsent(rule.path(part))) {
                document.set(part, withoutNulls(rule.path(part)));
            }
        }
        return new RuleDraft(text(rule.path(ID)), priority, tags, destination, document);
    }

    /** The rule under that id. */
    StoredRule stored(String newId) {
        ObjectNode whole = JsonNodeFactory.instance.objectNode().put(ID, newId);
        whole.setAll(document);
        return new StoredRule(newId, tags, destination, kind(), Json.write(whole));
    }

    private RuleKind kind() {
        return document.has("route") ? RuleKind.ROUTE : RuleKind.ACTION;
    }

    private static JsonNode withoutNulls(JsonNode value) {
        if (value.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            value.forEach(item -> array.add(withoutNulls(item)));
            return array;
        }
        if (!value.isObject()) {
            return value;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            if (!member.getValue().isNull()) {
                object.set(member.getKey(), withoutNulls(member.getValue()));
            }
        }
        return object;
    }

    private static long priority(JsonNode value) {
        if (isAbsent(value)) {
            return 0;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw invalidJson();
        }
        return value.longValue();
    }

    private static List<String> tags(JsonNode value) {
        if (!isAbsent(value) && !value.isArray()) {
            throw invalidJson();
        }
        List<String> tags = new ArrayList<>();
        value.forEach(tag -> tags.add(text(tag)));
        return tags;
    }

    private static String text(JsonNode value) {
        if (!isAbsent(value) && !value.isTextual()) {
            throw invalidJson();
        }
        return value.asText("");
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static RefusalException invalidJson() {
        return new RefusalException(400, "error_invalid_json", "Could not parse JSON, invalid JSON provided");
    }
}
