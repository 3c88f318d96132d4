package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.model.Backend;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.Route;
import io.amalgam8.sidecar.model.Rule;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A rule that was found good for this caller, whatever the instances.
 *
 * @param weights of its backends, where it is a route rule
 */
record CompiledRule(Rule rule, CompiledMatch match, Optional<Weights> weights) {

    /** The order in which the rules of one destination are tried: the same in every sidecar. */
    static final Comparator<CompiledRule> ORDER = Comparator.comparingInt(
                    (CompiledRule compiled) -> compiled.rule().priority())
            .reversed()
            .thenComparing(compiled -> compiled.rule().id());

    /**
     * Checks and compiles one rule.
     *
     * @throws io.amalgam8.sidecar.model.InvalidValueException that says what of it cannot be used
     */
    static CompiledRule of(Rule rule, Identity caller, PatternBook patterns) {
        RuleChecks.check(rule);
        Optional<Weights> weights = rule.effect() instanceof Route route
                ? Optional.of(Weights.of(
                        route.backends().stream().map(Backend::weight).toList()))
                : Optional.empty();
        return new CompiledRule(rule, MatchCompiler.compile(rule.match(), caller, patterns), weights);
    }

    boolean isRoute() {
        return weights.isPresent();
    }

    List<String> warnings() {
        return weights.flatMap(Weights::warning).stream().toList();
    }
}
