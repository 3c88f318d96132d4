package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.model.Actions;
import io.amalgam8.sidecar.model.Actions.Abort;
import io.amalgam8.sidecar.model.Actions.Action;
import io.amalgam8.sidecar.model.Actions.Delay;
import io.amalgam8.sidecar.model.Actions.Trace;
import io.amalgam8.sidecar.model.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * An action rule.
 *
 * @param idle what it does when chance or tags spare the call
 */
record ActionRule(CompiledRule compiled, List<Action> actions, Injection idle) {

    static Optional<ActionRule> of(CompiledRule compiled) {
        if (compiled.rule().effect() instanceof Actions actions) {
            Injection idle =
                    new Injection(Optional.of(compiled.rule().id()), Duration.ZERO, OptionalInt.empty(), List.of());
            return Optional.of(new ActionRule(compiled, actions.actions(), idle));
        }
        return Optional.empty();
    }

    CompiledMatch match() {
        return compiled.match();
    }

    /**
     * What is done to one call. Delays add up; the first abort that fires is the answer, and the call waits for no delay
     * after it; traces are labels of the call, so they count wherever they stand.
     *
     * @param borne the tags of the backend, or of the instance where no route rule chose
     */
    Injection inject(Tags borne, RandomGenerator chance, Observer observer) {
        Duration delay = Duration.ZERO;
        OptionalInt abort = OptionalInt.empty();
        List<Trace> traces = List.of();
        for (int i = 0; i < actions.size(); i++) {
            Action action = actions.get(i);
            ActionOutcome outcome = outcome(action, borne, abort.isPresent(), chance);
            observer.considered(action, outcome);
            if (outcome != ActionOutcome.FIRES) {
                continue;
            }
            if (action instanceof Delay wait) {
                delay = delay.plus(wait.duration());
            } else if (action instanceof Abort answer) {
                abort = OptionalInt.of(answer.returnCode());
            } else if (action instanceof Trace trace) {
                traces = with(traces, trace);
            }
        }
        boolean nothing = delay.isZero() && abort.isEmpty() && traces.isEmpty();
        return nothing ? idle : new Injection(idle.rule(), delay, abort, traces);
    }

    private static ActionOutcome outcome(Action action, Tags borne, boolean aborted, RandomGenerator chance) {
        if (!borne.containsAll(action.tags())) {
            return ActionOutcome.OTHER_TAGS;
        }
        if (action instanceof Trace trace) {
            boolean empty = trace.key().isEmpty() || trace.value().isEmpty();
            return empty ? ActionOutcome.INCOMPLETE : ActionOutcome.FIRES;
        }
        if (aborted) {
            return ActionOutcome.AFTER_ABORT;
        }
        double probability = probability(action);
        return probability >= 1 || chance.nextDouble() < probability ? ActionOutcome.FIRES : ActionOutcome.SPARED;
    }

    private static double probability(Action action) {
        if (action instanceof Delay delay) {
            return delay.probability();
        }
        return action instanceof Abort abort ? abort.probability() : 1;
    }

    private static List<Trace> with(List<Trace> traces, Trace trace) {
        List<Trace> more = new ArrayList<>(traces);
        more.add(trace);
        return List.copyOf(more);
    }
}
