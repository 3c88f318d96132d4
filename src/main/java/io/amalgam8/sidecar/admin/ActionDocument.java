package io.amalgam8.sidecar.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amalgam8.sidecar.model.Actions.Abort;
import io.amalgam8.sidecar.model.Actions.Action;
import io.amalgam8.sidecar.model.Actions.Delay;
import io.amalgam8.sidecar.model.Actions.Trace;
import io.amalgam8.sidecar.routing.ActionOutcome;
import io.amalgam8.sidecar.routing.Explanation.ActionVerdict;
import io.amalgam8.sidecar.wire.Documents;

/**
 * One action of the action rule that held. Its outcome is {@code fires}, {@code by_chance} where a draw decides for each
 * call, {@code other_tags}, {@code after_abort} or {@code incomplete}.
 */
final class ActionDocument {

    private static final String BY_CHANCE = "by_chance";

    private ActionDocument() {}

    static ObjectNode write(ActionVerdict verdict) {
        ObjectNode node = form(verdict.action());
        node.put("tags", verdict.action().tags().toString());
        return node.put("outcome", outcome(verdict));
    }

    private static ObjectNode form(Action action) {
        ObjectNode node = Documents.newObject();
        if (action instanceof Delay delay) {
            return node.put("action", "delay")
                    .put("seconds", ExplanationDocument.seconds(delay.duration()))
                    .put("probability", delay.probability());
        }
        if (action instanceof Abort abort) {
            return node.put("action", "abort")
                    .put("return_code", abort.returnCode())
                    .put("probability", abort.probability());
        }
        return action instanceof Trace trace
                ? node.put("action", "trace").put("log_key", trace.key()).put("log_value", trace.value())
                : node;
    }

    /** What one draw had come to would say nothing of the next call. */
    private static String outcome(ActionVerdict verdict) {
        boolean drawn = verdict.outcome() == ActionOutcome.FIRES || verdict.outcome() == ActionOutcome.SPARED;
        if (drawn && probability(verdict.action()) < 1) {
            return BY_CHANCE;
        }
        return Readiness.word(verdict.outcome()).replace(' ', '_');
    }

    private static double probability(Action action) {
        if (action instanceof Delay delay) {
            return delay.probability();
        }
        return action instanceof Abort abort ? abort.probability() : 1;
    }
}
