package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.accesslog.AccessLog;
import io.amalgam8.sidecar.metrics.RequestMeters;
import io.amalgam8.sidecar.tracing.Tracing;

/** Where calls are entered: the access log, the meters of one event loop, and the traces. */
public record Ledger(AccessLog accessLog, RequestMeters meters, Tracing tracing) {

    /** Keeps nothing. */
    public static final Ledger NONE = new Ledger(AccessLog.NONE, RequestMeters.NONE);

    /** Traces nothing. */
    public Ledger(AccessLog accessLog, RequestMeters meters) {
        this(accessLog, meters, Tracing.NONE);
    }
}
