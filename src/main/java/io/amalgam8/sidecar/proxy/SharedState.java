package io.amalgam8.sidecar.proxy;

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
 */
record SharedState(Via via, AtomicInteger delayedCalls, AtomicInteger callers) implements Shareable {

    private static final String NAME = "a8.proxy";

    static SharedState of(Vertx vertx) {
        return vertx.sharedData()
                .<String, SharedState>getLocalMap(NAME)
                .computeIfAbsent(
                        NAME,
                        name -> new SharedState(
                                Via.of(new SecureRandom().nextLong()), new AtomicInteger(), new AtomicInteger()));
    }
}
