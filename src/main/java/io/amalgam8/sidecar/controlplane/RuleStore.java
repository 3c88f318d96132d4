package io.amalgam8.sidecar.controlplane;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** All rules, by tenant: one immutable book each, replaced as a whole. Safe for concurrent use. */
final class RuleStore {

    private final Quota quota;
    private final Map<Tenant, RuleBook> books = new HashMap<>();
    private long weight;

    RuleStore(Quota quota) {
        this.quota = quota;
    }

    synchronized RuleBook book(Tenant tenant) {
        return books.getOrDefault(tenant, RuleBook.EMPTY);
    }

    /** The new rules, whatever their ids were before, replace those that the filter selects. */
    synchronized void replace(Tenant tenant, RuleFilter filter, List<StoredRule> rules) {
        change(tenant, book -> book.replacing(book.selected(filter), rules));
    }

    synchronized void add(Tenant tenant, List<StoredRule> rules) {
        change(tenant, book -> book.with(rules));
    }

    /** Replaces each rule by the one of its id; all of them, or none and false when one of the ids is unknown. */
    synchronized boolean update(Tenant tenant, List<StoredRule> rules) {
        Map<String, StoredRule> byId = new HashMap<>();
        rules.forEach(rule -> byId.put(rule.id(), rule));
        if (!book(tenant).hasAll(byId.keySet())) {
            return false;
        }
        change(tenant, book -> book.with(byId.values()));
        return true;
    }

    /** Forgets those that the filter selects; a change even when there are none, as in the original. */
    synchronized void delete(Tenant tenant, RuleFilter filter) {
        change(tenant, book -> book.replacing(book.selected(filter), List.of()));
    }

    private void change(Tenant tenant, UnaryOperator<RuleBook> change) {
        RuleBook before = book(tenant);
        RuleBook after = change.apply(before);
        long known = books.containsKey(tenant) ? before.weight() : 0;
        long next = weight - known + after.weight();
        // What makes the store smaller is always allowed, or a full one could not be emptied.
        if (next > weight && !quota.allows(next)) {
            throw new RefusalException(403, "error_quota_exceeded", "No room for more rules");
        }
        weight = next;
        books.put(tenant, after);
    }
}
