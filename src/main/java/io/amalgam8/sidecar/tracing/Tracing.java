package io.amalgam8.sidecar.tracing;

import io.amalgam8.sidecar.transport.Caller;
import io.amalgam8.sidecar.transport.Request;

/** Begins the trace of each call; never blocks, never fails. */
@FunctionalInterface
public interface Tracing {

    /** Traces nothing: what a request says of a trace goes on as it came. */
    Tracing NONE = (request, caller) -> CallTrace.NONE;

    /** The head of a request is there, as it came. */
    CallTrace begin(Request request, Caller caller);
}
