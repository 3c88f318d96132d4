package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.balancing.Outcome;
import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.amalgam8.sidecar.transport.Response;

/** What a try's end says about its instance: the one place where that is told apart. */
final class Verdict {

    private Verdict() {}

    /** By the head of its answer. */
    static Outcome of(Response answer) {
        return Outcome.of(answer.status());
    }

    /**
     * By why there is no answer, or no end of one.
     *
     * @param stale whether an old connection has just been too old
     */
    static Outcome of(Kind kind, boolean stale, boolean answerBegun) {
        if (kind.isConnectFailure()) {
            return Outcome.CONNECT_FAILURE;
        }
        return switch (kind) {
            case CONNECTION_ENDED -> stale ? Outcome.NONE : Outcome.FAILURE;
            case MALFORMED_ANSWER -> Outcome.FAILURE;
            // Within an answer it may be the caller who does not read.
            case TIMEOUT -> answerBegun ? Outcome.NONE : Outcome.FAILURE;
            default -> Outcome.NONE;
        };
    }
}
