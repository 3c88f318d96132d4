package io.amalgam8.sidecar.controlplane;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One tenant's rules at one revision, by id, in the order of their arrival. It never changes: each change makes another.
 *
 * @param revision how many changes there have been
 */
record RuleBook(Map<String, StoredRule> rules, long revision) {

    static final RuleBook EMPTY = new RuleBook(Map.of(), 0);

    RuleBook {
        rules = Collections.unmodifiableMap(new LinkedHashMap<>(rules));
    }

    List<StoredRule> selected(RuleFilter filter) {
        return rules.values().stream().filter(filter::selects).toList();
    }

    boolean hasAll(Set<String> ids) {
        return rules.keySet().containsAll(ids);
    }

    /** With these rules, each in the place of the one with its id. */
    RuleBook with(Collection<StoredRule> added) {
        return replacing(List.of(), added);
    }

    /** Without the former, and with the latter: one change. */
    RuleBook replacing(Collection<StoredRule> removed, Collection<StoredRule> added) {
        Map<String, StoredRule> next = new LinkedHashMap<>(rules);
        removed.forEach(rule -> next.remove(rule.id()));
        added.forEach(rule -> next.put(rule.id(), rule));
        return new RuleBook(next, revision + 1);
    }

    /** About how many bytes of memory it takes. */
    long weight() {
        return rules.values().stream().mapToLong(StoredRule::weight).sum() + Quota.ENTRY;
    }
}
