package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.InvalidValueException;
import io.amalgam8.sidecar.model.LeftOut;
import io.amalgam8.sidecar.model.Rule;
import io.amalgam8.sidecar.model.RuleSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Which revision of each rule stands: the one just received, or, where that cannot be used, the last good one.
 *
 * <p>Of several rules with one id the first counts, the others are refused. Rules without an id are told apart by
 * nothing, so they have no earlier revision.
 */
final class RuleBook {

    /** Nothing received. */
    static final RuleBook EMPTY = new RuleBook(Identity.ANONYMOUS);

    private final Identity caller;
    private final List<CompiledRule> standing = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final Map<String, CompiledRule> byId = new HashMap<>();

    private RuleBook(Identity caller) {
        this.caller = caller;
    }

    /** A rule that cannot be used, and its last good revision. */
    record Refusal(LeftOut rule, Optional<CompiledRule> previous) {}

    /** The book after these rules were received. */
    RuleBook next(RuleSet rules, Identity newCaller, PatternBook patterns) {
        RuleBook next = new RuleBook(newCaller);
        Set<String> claimed = new HashSet<>();
        List<LeftOut> refused = new ArrayList<>();
        for (Rule rule : rules.rules()) {
            try {
                if (!rule.id().isEmpty() && !claimed.add(rule.id())) {
                    throw InvalidValueException.of("id", rule.id(), "an id that no other rule bears");
                }
                next.stand(CompiledRule.of(rule, newCaller, patterns));
            } catch (InvalidValueException e) {
                refused.add(new LeftOut(rule.id(), rule.destination(), e.reason()));
            }
        }
        refused.addAll(rules.refused());
        refused.forEach(leftOut -> next.refuse(leftOut, revision(leftOut.id(), newCaller, patterns)));
        return next;
    }

    /** The rules that are good, earlier revisions among them; in no order. */
    List<CompiledRule> standing() {
        return standing;
    }

    List<Refusal> refusals() {
        return refusals;
    }

    /** The rules that stand and are such, by destination, in the order in which they are tried. */
    Map<String, List<Rule>> byDestination(Predicate<CompiledRule> such) {
        Map<String, List<Rule>> rules = new TreeMap<>();
        standing.stream()
                .filter(such)
                .sorted(CompiledRule.ORDER)
                .map(CompiledRule::rule)
                .forEach(rule -> rules.computeIfAbsent(rule.destination(), unused -> new ArrayList<>())
                        .add(rule));
        rules.replaceAll((destination, inOrder) -> List.copyOf(inOrder));
        return Collections.unmodifiableMap(rules);
    }

    /** Whether sources were held against this caller. */
    boolean isFor(Identity identity) {
        return caller.equals(identity);
    }

    private void stand(CompiledRule rule) {
        standing.add(rule);
        if (!rule.rule().id().isEmpty()) {
            byId.put(rule.rule().id(), rule);
        }
    }

    private void refuse(LeftOut rule, Optional<CompiledRule> previous) {
        Optional<CompiledRule> used = previous.filter(revision -> !byId.containsKey(rule.id()));
        used.ifPresent(this::stand);
        refusals.add(new Refusal(rule, used));
    }

    private Optional<CompiledRule> revision(String id, Identity newCaller, PatternBook patterns) {
        Optional<CompiledRule> known = Optional.ofNullable(byId.get(id));
        return newCaller.equals(caller)
                ? known
                : known.map(revision -> CompiledRule.of(revision.rule(), newCaller, patterns));
    }
}
