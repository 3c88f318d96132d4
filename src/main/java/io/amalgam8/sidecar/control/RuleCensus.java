package io.amalgam8.sidecar.control;

import io.amalgam8.sidecar.routing.RoutingTable;
import io.amalgam8.sidecar.routing.RuleState;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The rules of a table, counted.
 *
 * @param byState how many there are of each state, as the metrics name them; a rejected one whose earlier revision stands
 *     counts as applied, too
 * @param ids of all of them
 */
record RuleCensus(Map<String, Integer> byState, Set<String> ids) {

    /** Looks at each rule once: not on an event loop. */
    static RuleCensus of(RoutingTable table) {
        int shadowed = 0;
        int others = 0;
        Set<String> ids = new HashSet<>();
        for (RuleState state : table.rules()) {
            ids.add(state.id());
            shadowed += state instanceof RuleState.Shadowed ? 1 : 0;
            others += state instanceof RuleState.NotForMe ? 1 : 0;
        }
        Map<String, Integer> byState = Map.of(
                "applied",
                table.summary().rules(),
                "rejected",
                table.summary().refusedRules(),
                "shadowed",
                shadowed,
                "not_for_me",
                others);
        return new RuleCensus(byState, ids);
    }
}
