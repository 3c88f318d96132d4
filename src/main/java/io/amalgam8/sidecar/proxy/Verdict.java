package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.balancing.Outcome;
import io.amalgam8.sidecar.transport.Fields;
import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.amalgam8.sidecar.transport.Response;
import java.util.OptionalInt;

/** What a try's end says about its instance: the one place where that is told apart. */
final class Verdict {

    private static final int OK = 200;

    private Verdict() {}

    /** By the head of its answer; that of a gRPC call tells nothing as long as its own status is not there. */
    static Outcome of(Response answer) {
        Fields fields = answer.fields();
        if (answer.status() == OK && Grpc.isCall(fields)) {
            return fields.has(Grpc.STATUS) ? ofEnd(fields) : Outcome.NONE;
        }
        return Outcome.of(answer.status());
    }

    /** By the trailers of an answer that came whole. */
    static Outcome ofEnd(Fields trailers) {
        OptionalInt status = Grpc.status(trailers);
        return status.isPresent() && Grpc.isFailure(status.getAsInt()) ? Outcome.FAILURE : Outcome.SUCCESS;
    }

    /**
     * By why there is no answer, or no end of one. A call that had less time than an instance has for accepting says no
     * more by its end than one that had too little for the answer.
     *
     * @param stale whether an old connection has just been too old
     */
    static Outcome of(Kind kind, boolean stale, boolean answerBegun) {
        if (kind == Kind.OUT_OF_TIME_CONNECTING) {
            return Outcome.FAILURE;
        }
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
