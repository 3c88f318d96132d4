package io.amalgam8.sidecar.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * The abort that every call such as the explained one meets: wherever it would go, it gets there never.
 *
 * @param code the status of the answer, or one of those that stand for none
 */
record CertainAbort(int code, String rule) {

    /** The first one; empty where there is none, or none but by chance. */
    static Optional<CertainAbort> of(JsonNode explanation) {
        JsonNode decision = explanation.path("decision");
        if (!decision.path("forwarded").asBoolean()) {
            return Optional.empty();
        }
        return StreamSupport.stream(explanation.path("actions").spliterator(), false)
                .filter(action -> action.path("action").asText().equals("abort"))
                .filter(action -> action.path("outcome").asText().equals("fires"))
                .map(action -> new CertainAbort(
                        action.path("return_code").asInt(),
                        decision.path("action_rule").asText()))
                .findFirst();
    }

    /** Whether the connection just ends, as the original's did with these codes. */
    boolean isWithoutAnswer() {
        return code < 100 || code == 444 || code == 499;
    }
}
