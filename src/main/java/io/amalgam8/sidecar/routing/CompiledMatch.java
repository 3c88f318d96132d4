package io.amalgam8.sidecar.routing;

import java.util.List;
import java.util.Optional;

/**
 * What of a rule's match is left to be asked for each request, once its sources have been held against the caller.
 *
 * @param settled what was decided ahead, for explanations
 * @param never why it can hold for no request of this sidecar
 * @param every clauses that all must hold
 * @param any groups of which at least one must hold, when there are some
 * @param none groups of which none may hold
 */
record CompiledMatch(
        List<Clause> settled,
        Optional<String> never,
        List<HeaderClause> every,
        List<List<HeaderClause>> any,
        List<List<HeaderClause>> none) {

    boolean holds(HeaderMemory headers, Observer observer) {
        return allHold(every, headers, observer)
                && (any.isEmpty() || oneHolds(any, headers, observer))
                && (none.isEmpty() || !oneHolds(none, headers, observer));
    }

    /** Whether this holds for each request for which the other does. It may say no where that is hard to tell. */
    boolean covers(CompiledMatch other) {
        return asksNoMore(every, other.every)
                && none.stream().allMatch(group -> isAmong(group, other.none))
                && (any.isEmpty() || isWithin(other.any, any));
    }

    private static boolean isWithin(List<List<HeaderClause>> some, List<List<HeaderClause>> groups) {
        return !some.isEmpty() && some.stream().allMatch(group -> isAmong(group, groups));
    }

    /** By index, as in all that runs for each request: an iterator here is an allocation for each rule. */
    private static boolean oneHolds(List<List<HeaderClause>> groups, HeaderMemory headers, Observer observer) {
        for (int i = 0; i < groups.size(); i++) {
            if (allHold(groups.get(i), headers, observer)) {
                return true;
            }
        }
        return false;
    }

    private static boolean allHold(List<HeaderClause> clauses, HeaderMemory headers, Observer observer) {
        for (int i = 0; i < clauses.size(); i++) {
            if (!clauses.get(i).holds(headers, observer)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAmong(List<HeaderClause> group, List<List<HeaderClause>> groups) {
        return groups.stream().anyMatch(other -> asksNoMore(group, other) && asksNoMore(other, group));
    }

    private static boolean asksNoMore(List<HeaderClause> some, List<HeaderClause> others) {
        return some.stream().allMatch(clause -> others.stream().anyMatch(clause::asksAs));
    }
}
