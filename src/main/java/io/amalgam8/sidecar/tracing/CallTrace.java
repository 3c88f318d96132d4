package io.amalgam8.sidecar.tracing;

import io.amalgam8.sidecar.accesslog.AccessLogEntry;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.transport.Fields;
import io.amalgam8.sidecar.transport.Names;
import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.amalgam8.sidecar.transport.Request;

/** What one call tells its trace on its way: a span for the call, and within it one for each try. */
public interface CallTrace {

    /** That of a call that nobody traces here. */
    CallTrace NONE = new CallTrace() {};

    /** Where the id stands in {@code traceparent} (W3C Trace Context, 3.2.2). */
    int ID_START = 3;

    int ID_END = 35;

    /** The trace's id, 32 hexadecimal digits; else what the request says, empty where that says nothing. */
    default String id(Request request) {
        String traceparent = request.fields().text(Names.TRACEPARENT);
        return traceparent.length() < ID_END ? "" : traceparent.substring(ID_START, ID_END);
    }

    /**
     * A try begins.
     *
     * @param target what the instance is asked for, without its address
     * @param attempt 1 for the first
     */
    default void trying(Endpoint instance, String method, String target, int attempt) {}

    /** Writes into the request of this try whose child the instance's own span is. */
    default void sending(Fields outgoing) {}

    /** The instance has begun to answer. */
    default void answered(int status) {}

    /** The try under way has failed. */
    default void tryFailed(Kind kind) {}

    /** The try under way is over. */
    default void tryEnded() {}

    /** The proxy answers itself, or cuts off the answer that has begun. */
    default void failed(Kind kind, boolean answerBegun) {}

    /** The call is over. */
    default void ended(AccessLogEntry entry) {}
}
