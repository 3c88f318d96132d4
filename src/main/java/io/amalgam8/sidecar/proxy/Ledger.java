package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.accesslog.AccessLog;
import io.amalgam8.sidecar.metrics.RequestMeters;

/** Where finished calls are entered: the access log, and the meters of one event loop. */
public record Ledger(AccessLog accessLog, RequestMeters meters) {

    /** Keeps nothing. */
    public static final Ledger NONE = new Ledger(AccessLog.NONE, RequestMeters.NONE);
}
