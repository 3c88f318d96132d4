package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.LeftOut;
import io.amalgam8.sidecar.model.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** Brings the rules of each destination and the instances of each service together. */
final class TableCompiler {

    private final InstanceIndex index;
    private final Map<String, List<CompiledRule>> rules = new HashMap<>();
    private final Map<String, List<RuleState>> refused = new HashMap<>();
    private final IdentityHashMap<CompiledRule, LeftOut> earlierRevisions = new IdentityHashMap<>();

    private TableCompiler(InstanceIndex index) {
        this.index = index;
    }

    /**
     * The tables of all services that are known by an instance, readable or not, or by a rule, good or not. There is
     * one for the empty name too, where rules bear it.
     */
    static List<ServiceTable> compile(Catalog catalog, InstanceIndex index, RuleBook book) {
        TableCompiler compiler = new TableCompiler(index);
        book.standing().stream().sorted(CompiledRule.ORDER).forEach(compiler::addRule);
        book.refusals().forEach(compiler::addRefusal);
        Set<String> services = new TreeSet<>(index.listed().keySet());
        catalog.leftOut().stream().map(LeftOut::subject).forEach(services::add);
        book.refusals().stream().map(refusal -> refusal.rule().subject()).forEach(services::add);
        services.addAll(compiler.rules.keySet());
        return services.stream().map(compiler::table).toList();
    }

    private void addRule(CompiledRule rule) {
        rules.computeIfAbsent(rule.rule().destination(), unused -> new ArrayList<>())
                .add(rule);
    }

    private void addRefusal(RuleBook.Refusal refusal) {
        LeftOut rule = refusal.rule();
        if (refusal.previous().isPresent()) {
            earlierRevisions.put(refusal.previous().get(), rule);
            return;
        }
        refused.computeIfAbsent(rule.subject(), unused -> new ArrayList<>()).add(rejected(rule, Optional.empty()));
    }

    private ServiceTable table(String service) {
        List<CompiledRule> all = rules.getOrDefault(service, List.of());
        List<CompiledRule> routes = all.stream().filter(CompiledRule::isRoute).toList();
        List<CompiledRule> actions =
                all.stream().filter(rule -> !rule.isRoute()).toList();
        List<RuleState> states = new ArrayList<>();
        List<CompiledRule> askedRoutes = asked(routes, states);
        List<CompiledRule> askedActions = asked(actions, states);
        states.addAll(refused.getOrDefault(service, List.of()));
        return new ServiceTable(
                service,
                !routes.isEmpty(),
                askedRoutes.stream()
                        .flatMap(rule -> RouteCompiler.compile(rule, index).stream())
                        .toList(),
                askedActions.stream()
                        .flatMap(rule -> ActionRule.of(rule).stream())
                        .toList(),
                everyInstance(service),
                List.copyOf(states));
    }

    /** Those of one list that requests are held against; notes what became of each. */
    private List<CompiledRule> asked(List<CompiledRule> inOrder, List<RuleState> states) {
        Shadows shadows = new Shadows();
        List<CompiledRule> asked = new ArrayList<>();
        for (CompiledRule rule : inOrder) {
            RuleState state = state(rule, shadows);
            if (state instanceof RuleState.Applied) {
                asked.add(rule);
            }
            LeftOut newer = earlierRevisions.get(rule);
            states.add(newer == null ? state : rejected(newer, Optional.of(state)));
        }
        return asked;
    }

    private static RuleState state(CompiledRule rule, Shadows shadows) {
        Optional<String> never = rule.match().never();
        if (never.isPresent()) {
            return new RuleState.NotForMe(rule.rule(), never.get());
        }
        return shadows.over(rule)
                .<RuleState>map(
                        by -> new RuleState.Shadowed(rule.rule(), by.rule().id()))
                .orElseGet(() -> new RuleState.Applied(rule.rule(), rule.warnings()));
    }

    private static RuleState rejected(LeftOut rule, Optional<RuleState> previous) {
        return new RuleState.Rejected(rule.id(), rule.subject(), rule.reason(), previous);
    }

    private Optional<Destination> everyInstance(String service) {
        return index.pool(service, Tags.NONE)
                .map(pool -> new Destination(
                        service,
                        Tags.NONE,
                        Optional.empty(),
                        pool,
                        Optional.empty(),
                        OptionalInt.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }
}
