package io.amalgam8.sidecar.recipe;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** What befalls a part of the calls. */
sealed interface Fault {

    /** The code that closes the connection without an answer. */
    int CLOSED = -1;

    /** They wait. */
    record Delay(double probability, Duration time) implements Fault {}

    /** They are answered with a status, or not at all where the code is below 100. */
    record Abort(double probability, int code) implements Fault {}

    /** As an action of a rule. */
    default ObjectNode toAction() {
        ObjectNode action = JsonNodeFactory.instance.objectNode();
        if (this instanceof Delay delay) {
            probability(action.put("action", "delay"), delay.probability());
            return action.put("duration", delay.time().toNanos() / 1e9);
        }
        Abort abort = (Abort) this;
        probability(action.put("action", "abort"), abort.probability());
        return action.put("return_code", abort.code());
    }

    private static void probability(ObjectNode action, double probability) {
        if (probability == 1) {
            action.put("probability", 1);
            return;
        }
        action.put("probability", probability);
    }
}
