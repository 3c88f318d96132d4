package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.balancing.Fleet;
import io.amalgam8.sidecar.config.RetryOptions;
import io.amalgam8.sidecar.transport.ConnectionCounts;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The little that the proxies of all event loops have in common.
 *
 * @param via one signature for the whole process
 * @param delayedCalls how many calls wait because an action rule says so
 * @param callers how many connections of callers are open
 * @param inFlight how many calls are under way
 * @param fleet how the instances fare
 * @param connections how many there are to each instance
 */
record SharedState(
        Via via,
        AtomicInteger delayedCalls,
        AtomicInteger callers,
        AtomicInteger inFlight,
        Fleet fleet,
        ConnectionCounts connections)
        implements Shareable {

    private static final String NAME = "a8.proxy";

    static SharedState of(Vertx vertx, RetryOptions retries) {
        return vertx.sharedData()
                .<String, SharedState>getLocalMap(NAME)
                .computeIfAbsent(
                        NAME,
                        name -> new SharedState(
                                Via.of(new SecureRandom().nextLong()),
                                new AtomicInteger(),
                                new AtomicInteger(),
                                new AtomicInteger(),
                                new Fleet(retries, System::nanoTime),
                                new ConnectionCounts()));
    }

    /** What they have found out about the instances. */
    KnownInstances instances() {
        return new KnownInstances(fleet, connections);
    }
}
