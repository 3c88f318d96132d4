package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.config.ProxyingOptions;
import io.amalgam8.sidecar.transport.Caller;
import io.amalgam8.sidecar.transport.Calls;
import io.amalgam8.sidecar.transport.OwnAnswer;
import io.amalgam8.sidecar.transport.Request;

/** Has each call carried by the options that are in force when it begins, to its end. Belongs to one event loop. */
final class CallsInForce implements Calls {

    private Proxying proxying;

    CallsInForce(Proxying proxying) {
        this.proxying = proxying;
    }

    /** Other options for the calls to come. */
    void renew(ProxyingOptions options) {
        proxying = proxying.with(options);
        proxying.delays().most(options.limits().delayed());
        proxying.balancing().renew(options.outlier(), options.retries());
    }

    @Override
    public void begin(Request request, Caller caller) {
        proxying.begin(request, caller);
    }

    @Override
    public void refuse(Request request, OwnAnswer answer, Caller caller) {
        proxying.refuse(request, answer, caller);
    }
}
