package io.amalgam8.sidecar.a8ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The top level of a rule. Controllers drop the keys there that they do not know without a word, so that a rule with a
 * mistyped {@code match} is one for every call; and a value of a wrong type is "invalid JSON" to them. What stands deeper
 * they refuse themselves.
 */
final class RuleHead {

    private static final List<String> KEYS =
            List.of("id", "priority", "tags", "destination", "match", "route", "actions");
    private static final int LONGEST_SHOWN = 80;

    private RuleHead() {}

    /** What is wrong with it, as {@code key: value (expected: …)}; empty when nothing is. */
    static Optional<String> problem(JsonNode rule) {
        for (Map.Entry<String, JsonNode> member : rule.properties()) {
            if (!KEYS.contains(member.getKey())) {
                return Optional.of(shown(member.getKey()) + ": unknown (expected: " + String.join(", ", KEYS) + ")");
            }
            Optional<String> problem = problem(member.getKey(), member.getValue());
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> problem(String key, JsonNode value) {
        // To controllers, a null is as good as no key at all.
        if (value.isNull()) {
            return Optional.empty();
        }
        return switch (key) {
            case "priority" -> value.isIntegralNumber() ? Optional.empty() : wrong(key, value, "a whole number");
            case "id", "destination" -> value.isTextual() ? Optional.empty() : wrong(key, value, "a text");
            case "tags" -> areTexts(value) ? Optional.empty() : wrong(key, value, "a list of texts");
            default -> Optional.empty();
        };
    }

    private static boolean areTexts(JsonNode value) {
        for (JsonNode tag : value) {
            if (!tag.isTextual() && !tag.isNull()) {
                return false;
            }
        }
        return value.isArray();
    }

    private static Optional<String> wrong(String key, JsonNode value, String expectation) {
        return Optional.of(key + ": " + shown(value.toString()) + " (expected: " + expectation + ")");
    }

    private static String shown(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }
}
