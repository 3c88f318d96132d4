package io.amalgam8.sidecar.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the rules of one list that are never reached, since an earlier one holds wherever they would. */
final class Shadows {

    /** Earlier rules by the first clause that they require; a rule that covers another shares that clause with it. */
    private final Map<List<String>, List<CompiledRule>> earlier = new HashMap<>();

    private static final List<String> NOTHING_REQUIRED = List.of();

    /** The earlier rule in whose shadow this one stands; if in none, it is remembered. Rules are given in order. */
    Optional<CompiledRule> over(CompiledRule rule) {
        Optional<CompiledRule> shadow = among(NOTHING_REQUIRED, rule);
        for (HeaderClause clause : rule.match().every()) {
            shadow = shadow.isPresent() ? shadow : among(key(clause), rule);
        }
        if (shadow.isEmpty()) {
            List<HeaderClause> every = rule.match().every();
            List<String> first = every.isEmpty() ? NOTHING_REQUIRED : key(every.get(0));
            earlier.computeIfAbsent(first, unused -> new ArrayList<>()).add(rule);
        }
        return shadow;
    }

    private Optional<CompiledRule> among(List<String> key, CompiledRule rule) {
        return earlier.getOrDefault(key, List.of()).stream()
                .filter(candidate -> candidate.match().covers(rule.match()))
                .findFirst();
    }

    private static List<String> key(HeaderClause clause) {
        return List.of(clause.name(), clause.expression());
    }
}
