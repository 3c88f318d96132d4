package io.amalgam8.sidecar.model;

import java.util.List;

/**
 * All rules, as the controller last gave them.
 *
 * @param refused rules that could not be read; {@link LeftOut#subject} is their destination
 * @param revision the controller's own number: shown, never compared, since a restart sets it back
 */
public record RuleSet(List<Rule> rules, List<LeftOut> refused, long revision) {

    /** No rules. */
    public static final RuleSet EMPTY = new RuleSet(List.of(), List.of(), 0);

    public RuleSet {
        rules = List.copyOf(rules);
        refused = List.copyOf(refused);
    }

    public static RuleSet of(Rule... rules) {
        return new RuleSet(List.of(rules), List.of(), 0);
    }

    /** Whether both say the same, whatever their revisions. */
    public boolean hasContentOf(RuleSet other) {
        return rules.equals(other.rules) && refused.equals(other.refused);
    }
}
