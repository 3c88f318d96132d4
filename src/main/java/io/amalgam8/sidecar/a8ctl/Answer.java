package io.amalgam8.sidecar.a8ctl;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a server said.
 *
 * @param call the method and the URL that it is an answer to
 */
record Answer(String call, int status, String body) {

    /** Itself, when that is how it should end. */
    Answer expecting(int... statuses) throws FailedCommandException {
        for (int expected : statuses) {
            if (status == expected) {
                return this;
            }
        }
        throw unexpected("answered " + status);
    }

    /** Its body, a JSON object. */
    JsonNode document() throws FailedCommandException {
        return Json.parse(body)
                .filter(JsonNode::isObject)
                .orElseThrow(() -> unexpected("answered " + status + " with what is no JSON object"));
    }

    private FailedCommandException unexpected(String what) {
        return new FailedCommandException(
                FailedCommandException.UNEXPECTED, call + " " + what + (body.isEmpty() ? "" : "\n" + body));
    }
}
