package io.amalgam8.sidecar.bus;

import io.amalgam8.sidecar.model.RuleUsage;
import java.util.Map;

/**
 * How much use the rules were since the start, over all event loops.
 *
 * @param byRule by the rule's id; rules that no call has come to may be absent
 */
public record RulesUsage(Map<String, RuleUsage> byRule) {

    public RulesUsage {
        byRule = Map.copyOf(byRule);
    }

    /** Of the rule with that id. */
    public RuleUsage of(String rule) {
        return byRule.getOrDefault(rule, RuleUsage.NONE);
    }
}
