package io.amalgam8.sidecar.controlplane;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which rules a call is about: those with one of the ids, all of the tags, one of the destinations and one of the kinds.
 * An empty set of ids, tags or destinations leaves nothing out.
 */
record RuleFilter(Set<String> ids, Set<String> tags, Set<String> destinations, Set<RuleKind> kinds) {

    private static final Set<RuleKind> EVERY_KIND = EnumSet.allOf(RuleKind.class);

    RuleFilter {
        ids = Set.copyOf(ids);
        tags = Set.copyOf(tags);
        destinations = Set.copyOf(destinations);
        kinds = Set.copyOf(kinds);
    }

    /** Reads a query string's parameters {@code id}, {@code tag} and {@code destination}, each repeatable. */
    static RuleFilter of(Map<String, List<String>> parameters) {
        return new RuleFilter(
                values(parameters, "id"), values(parameters, "tag"), values(parameters, "destination"), EVERY_KIND);
    }

    static RuleFilter of(String destination, RuleKind kind) {
        return new RuleFilter(Set.of(), Set.of(), Set.of(destination), Set.of(kind));
    }

    RuleFilter only(RuleKind kind) {
        return new RuleFilter(ids, tags, destinations, Set.of(kind));
    }

    boolean selects(StoredRule rule) {
        return (ids.isEmpty() || ids.contains(rule.id()))
                && rule.tags().containsAll(tags)
                && (destinations.isEmpty() || destinations.contains(rule.destination()))
                && kinds.contains(rule.kind());
    }

    private static Set<String> values(Map<String, List<String>> parameters, String name) {
        return Set.copyOf(parameters.getOrDefault(name, List.of()));
    }
}
