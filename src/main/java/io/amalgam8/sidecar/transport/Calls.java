package io.amalgam8.sidecar.transport;

/** Takes calls from the connections. */
public interface Calls {

    /** A request's head is complete. */
    void begin(Request request, Caller caller);

    /** What came is no request that can be served. */
    void refuse(Request request, OwnAnswer answer, Caller caller);
}
