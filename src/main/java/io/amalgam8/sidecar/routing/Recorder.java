package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.model.Actions.Action;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.Rule;
import io.amalgam8.sidecar.model.Tags;
import io.amalgam8.sidecar.routing.Explanation.ActionVerdict;
import io.amalgam8.sidecar.routing.Explanation.BackendVerdict;
import io.amalgam8.sidecar.routing.Explanation.InstanceVerdict;
import io.amalgam8.sidecar.routing.Explanation.Outcome;
import io.amalgam8.sidecar.routing.Explanation.RuleVerdict;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes down how a decision is made, and tells it afterwards. */
final class Recorder implements Observer {

    private final IdentityHashMap<Rule, Tried> tried = new IdentityHashMap<>();
    private final List<Clause> asked = new ArrayList<>();
    private final List<BackendVerdict> backends = new ArrayList<>();
    private final List<ActionVerdict> actions = new ArrayList<>();
    private Optional<RouteBackend> chosen = Optional.empty();

    private record Tried(boolean held, List<Clause> clauses) {}

    @Override
    public void tested(HeaderClause clause, boolean found) {
        asked.add(new Clause(clause.place(), clause.expression(), found));
    }

    @Override
    public void tried(CompiledRule rule, boolean held) {
        List<Clause> clauses = new ArrayList<>(rule.match().settled());
        clauses.addAll(asked);
        asked.clear();
        tried.put(rule.rule(), new Tried(held, clauses));
    }

    /** Two backends of one rule may be alike: the chosen one is that very object. */
    @Override
    @SuppressWarnings("ReferenceEquality")
    public void chose(RouteRule rule, RouteBackend backend, boolean remembered) {
        chosen = Optional.of(backend);
        for (RouteBackend one : rule.backends()) {
            boolean isChosen = one == backend;
            backends.add(new BackendVerdict(
                    one.name(),
                    one.tags(),
                    one.share(),
                    one.destination()
                            .map(destination -> destination.pool().preferred().size())
                            .orElse(0),
                    one.isFailedOver(),
                    isChosen,
                    isChosen && remembered));
        }
    }

    @Override
    public void considered(Action action, ActionOutcome outcome) {
        actions.add(new ActionVerdict(action, outcome));
    }

    Explanation explanation(
            String service, Decision decision, Optional<ServiceTable> table, Map<String, List<Instance>> instances) {
        List<RuleVerdict> rules = table.map(ServiceTable::states).orElse(List.of()).stream()
                .map(this::verdict)
                .toList();
        return new Explanation(service, decision, rules, backends, instances(decision, instances), actions);
    }

    private RuleVerdict verdict(RuleState state) {
        if (state.inForce().isEmpty()) {
            return new RuleVerdict(state, Outcome.OUT_OF_FORCE, List.of());
        }
        Tried trial = tried.get(state.inForce().get());
        if (trial == null) {
            return new RuleVerdict(state, Outcome.NOT_REACHED, List.of());
        }
        return new RuleVerdict(state, trial.held() ? Outcome.HELD : Outcome.FAILED, trial.clauses());
    }

    /** Those of the service that the call goes to, or, where it goes nowhere, of the one it was meant for. */
    private List<InstanceVerdict> instances(Decision decision, Map<String, List<Instance>> instances) {
        if (decision instanceof Decision.Forward forward) {
            Destination destination = forward.destination();
            Eligibility eligibility = new Eligibility(destination.tags(), Optional.of(destination.pool()));
            return eligibility.of(instances.getOrDefault(destination.service(), List.of()));
        }
        if (decision instanceof Decision.NothingEligible nothing) {
            String service = chosen.map(RouteBackend::name).orElse(nothing.service());
            Tags tags = chosen.map(RouteBackend::tags).orElse(Tags.NONE);
            return new Eligibility(tags, Optional.empty()).of(instances.getOrDefault(service, List.of()));
        }
        return List.of();
    }
}
