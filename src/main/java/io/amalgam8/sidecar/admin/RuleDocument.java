package io.amalgam8.sidecar.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amalgam8.sidecar.bus.RulesUsage;
import io.amalgam8.sidecar.model.Route;
import io.amalgam8.sidecar.model.Rule;
import io.amalgam8.sidecar.model.RuleUsage;
import io.amalgam8.sidecar.routing.RuleState;
import io.amalgam8.sidecar.wire.Documents;
import io.amalgam8.sidecar.wire.RulesJson;
import java.util.Optional;

/**
 * One rule as {@code /rules} shows it:
 *
 * <pre>{@code
 * {"id":"…","service":"reviews","kind":"route","priority":2,"state":"shadowed","reason":"never reached: … holds wherever it would",
 *  "in_force":false,"hits":0,"last_match":null,"rule":{…}}
 * }</pre>
 *
 * The state is {@code applied}, {@code shadowed}, {@code not_for_me} (about other callers) or {@code rejected}; of a rule
 * that was rejected the last good revision is shown, which stands in its place, and kind, priority and rule are null
 * where there was none.
 */
final class RuleDocument {

    private final RulesUsage usage;

    RuleDocument(RulesUsage usage) {
        this.usage = usage;
    }

    ObjectNode write(RuleState state) {
        ObjectNode document = head(state);
        RuleUsage use = usage.of(state.id());
        document.put("in_force", state.inForce().isPresent()).put("hits", use.hits());
        use.lastMatch()
                .ifPresentOrElse(
                        moment -> document.put("last_match", moment.toString()), () -> document.putNull("last_match"));
        rule(state)
                .ifPresentOrElse(rule -> document.set("rule", RulesJson.write(rule)), () -> document.putNull("rule"));
        return document;
    }

    /** What it is and how it stands, without its text. */
    static ObjectNode head(RuleState state) {
        ObjectNode head = Documents.newObject().put("id", state.id()).put("service", state.destination());
        Optional<Rule> rule = rule(state);
        if (rule.isEmpty()) {
            head.putNull("kind").putNull("priority");
        } else {
            head.put("kind", rule.get().effect() instanceof Route ? "route" : "action")
                    .put("priority", rule.get().priority());
        }
        return head.put("state", word(state)).put("reason", reason(state));
    }

    private static Optional<Rule> rule(RuleState state) {
        if (state instanceof RuleState.Rejected rejected) {
            return rejected.previous().flatMap(RuleDocument::rule);
        }
        if (state instanceof RuleState.Shadowed shadowed) {
            return Optional.of(shadowed.rule());
        }
        return state instanceof RuleState.NotForMe other ? Optional.of(other.rule()) : state.inForce();
    }

    static String word(RuleState state) {
        if (state instanceof RuleState.Rejected) {
            return "rejected";
        }
        if (state instanceof RuleState.Shadowed) {
            return "shadowed";
        }
        return state instanceof RuleState.NotForMe ? "not_for_me" : "applied";
    }

    /** In words for people; what an operator should know of a rule that applies; empty where there is nothing to say. */
    private static String reason(RuleState state) {
        if (state instanceof RuleState.Rejected rejected) {
            return rejected.reason();
        }
        if (state instanceof RuleState.Shadowed shadowed) {
            return "never reached: " + shadowed.by() + " holds wherever it would";
        }
        if (state instanceof RuleState.NotForMe other) {
            return other.reason();
        }
        return state instanceof RuleState.Applied applied ? String.join("; ", applied.warnings()) : "";
    }
}
