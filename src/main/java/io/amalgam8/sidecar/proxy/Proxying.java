package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.balancing.Balancing;
import io.amalgam8.sidecar.config.LimitOptions;
import io.amalgam8.sidecar.config.ProxyingOptions;
import io.amalgam8.sidecar.config.TimeoutOptions;
import io.amalgam8.sidecar.transport.Caller;
import io.amalgam8.sidecar.transport.Calls;
import io.amalgam8.sidecar.transport.OwnAnswer;
import io.amalgam8.sidecar.transport.Request;
import io.amalgam8.sidecar.transport.Upstreams;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * What all calls of one event loop share.
 *
 * @param source whom the application is, {@code name:tags}; empty when it is nobody in particular
 * @param inFlight calls under way in the whole process
 * @param via the signature of this process
 */
record Proxying(
        String source,
        Router router,
        Upstreams upstreams,
        Balancing balancing,
        Delays delays,
        ProxyingOptions options,
        AtomicInteger inFlight,
        Ledger ledger,
        Via via,
        RandomGenerator chance)
        implements Calls {

    private static final HexFormat HEX = HexFormat.of();

    /** The same with other options. */
    Proxying with(ProxyingOptions next) {
        return new Proxying(source, router, upstreams, balancing, delays, next, inFlight, ledger, via, chance);
    }

    @Override
    public void begin(Request request, Caller caller) {
        new Exchange(this, request, caller).run();
    }

    @Override
    public void refuse(Request request, OwnAnswer answer, Caller caller) {
        new Exchange(this, request, caller).refuse(answer);
    }

    TimeoutOptions timeouts() {
        return options.timeouts();
    }

    LimitOptions limits() {
        return options.limits();
    }

    /** A name for a call that has none: 128 bits of chance. */
    String newRequestId() {
        return HEX.toHexDigits(chance.nextLong()) + HEX.toHexDigits(chance.nextLong());
    }
}
