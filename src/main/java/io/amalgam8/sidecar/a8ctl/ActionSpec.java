package io.amalgam8.sidecar.a8ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amalgam8.sidecar.model.Actions.Delay;
import io.amalgam8.sidecar.recipe.Party;
import java.util.Optional;

/**
 * What is done to calls of a version, as it is typed: {@code VERSION(PROBABILITY->delay=SECONDS)} or {@code
 * VERSION(PROBABILITY->abort=CODE)}.
 */
final class ActionSpec {

    static final int INVALID = 6;
    static final int UNKNOWN_TYPE = 7;

    private static final String ARROW = "->";
    private static final int LEAST_CODE = -5;
    private static final int GREATEST_CODE = 599;

    private ActionSpec() {}

    /** Reads one, to the action of a rule. */
    static ObjectNode parse(String text) throws FailedCommandException {
        VersionAnd parts = VersionAnd.parse(text).orElseThrow(() -> invalid(text));
        int arrow = parts.rest().indexOf(ARROW);
        int equals = parts.rest().indexOf('=', Math.max(arrow, 0));
        if (arrow < 0 || equals < 0) {
            throw invalid(text);
        }
        double probability = Numbers.share(parts.rest().substring(0, arrow)).orElseThrow(() -> invalid(text));
        String type = parts.rest().substring(arrow + ARROW.length(), equals).strip();
        String value = parts.rest().substring(equals + 1);
        ObjectNode action = Json.object().put("action", type).put("probability", probability);
        switch (type) {
            case "delay" -> action.put("duration", delay(value, text));
            case "abort" -> action.put("return_code", code(value).orElseThrow(() -> invalid(text)));
            default -> throw new FailedCommandException(UNKNOWN_TYPE, "Invalid --action type: " + text);
        }
        if (!parts.version().equals(RuleTree.UNTAGGED)) {
            action.set("tags", Json.texts(Party.tags(parts.version())));
        }
        return action;
    }

    /** The same form again, for an action of a rule. */
    static String of(JsonNode action) {
        String version = RuleTree.version(action);
        String probability = RuleTree.number(action, "probability", "1");
        return switch (action.path("action").asText()) {
            case "delay" -> version + "(" + probability + "->delay=" + RuleTree.number(action, "duration", "") + ")";
            case "abort" -> version + "(" + probability + "->abort=" + RuleTree.number(action, "return_code", "") + ")";
            default -> version + "(" + action.path("action").asText() + ")";
        };
    }

    /** A longer one would be taken by the controller, and the whole rule refused by every sidecar. */
    private static double delay(String value, String text) throws FailedCommandException {
        double seconds = Numbers.positive(value).orElseThrow(() -> invalid(text));
        if (seconds > Delay.LONGEST.toSeconds()) {
            throw new FailedCommandException(
                    INVALID,
                    "Invalid --action value: " + text + " (expected: a delay of at most " + Delay.LONGEST.toSeconds()
                            + " seconds)");
        }
        return seconds;
    }

    private static Optional<Integer> code(String value) {
        return Numbers.integer(value).filter(code -> code >= LEAST_CODE && code <= GREATEST_CODE);
    }

    private static FailedCommandException invalid(String text) {
        return new FailedCommandException(INVALID, "Invalid --action value: " + text);
    }
}
