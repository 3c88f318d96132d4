package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.model.Actions.Action;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.Tags;
import java.util.List;

/**
 * How one decision came about.
 *
 * @param service the service that was called
 * @param rules every rule of the service: route rules in order, action rules in order, then those that are refused
 * @param backends the backends of the route rule that held; empty where none did
 * @param instances those of the chosen backend's service; empty where none was chosen
 * @param actions those of the action rule that held, in order; delays and aborts by the chance that was handed in
 */
public record Explanation(
        String service,
        Decision decision,
        List<RuleVerdict> rules,
        List<BackendVerdict> backends,
        List<InstanceVerdict> instances,
        List<ActionVerdict> actions) {

    public Explanation {
        rules = List.copyOf(rules);
        backends = List.copyOf(backends);
        instances = List.copyOf(instances);
        actions = List.copyOf(actions);
    }

    /** What the request had to do with a rule. */
    public enum Outcome {
        /** All of its clauses held. */
        HELD,
        /** The last of its clauses that was asked made it fail. */
        FAILED,
        /** It was not asked: an earlier rule held, or there was no instance to act on. */
        NOT_REACHED,
        /** It is asked for no request, as its state says. */
        OUT_OF_FORCE
    }

    /** One rule, and the clauses of it that were asked, in that order. */
    public record RuleVerdict(RuleState state, Outcome outcome, List<Clause> clauses) {

        public RuleVerdict {
            clauses = List.copyOf(clauses);
        }
    }

    /**
     * One backend of the route rule that held.
     *
     * @param share of the rule's calls, 0 to 1
     * @param eligible how many instances it could have gone to
     * @param failedOver whether these are a failover's
     * @param chosen whether it was the one
     * @param byCookie whether the caller's version cookie chose it
     */
    public record BackendVerdict(
            String name, Tags tags, double share, int eligible, boolean failedOver, boolean chosen, boolean byCookie) {}

    /** One instance, and why it could be chosen or not, in words for people. */
    public record InstanceVerdict(Instance instance, boolean eligible, String reason) {}

    /** One action and what became of it. */
    public record ActionVerdict(Action action, ActionOutcome outcome) {}
}
