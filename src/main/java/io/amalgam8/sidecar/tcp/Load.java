package io.amalgam8.sidecar.tcp;

import io.amalgam8.sidecar.model.Endpoint;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the event loops know together: how many connections are open, in all and at each endpoint, and where connecting
 * has failed of late. An endpoint where nothing is open, and nothing has failed, is not remembered.
 */
final class Load implements Shareable {

    private static final String NAME = "a8.tcp";
    private static final Duration SHUNNED = Duration.ofSeconds(10);

    private final AtomicInteger callers = new AtomicInteger();
    private final Map<Endpoint, Integer> open = new ConcurrentHashMap<>();
    private final Map<Endpoint, Long> failedNanos = new ConcurrentHashMap<>();

    static Load shared(Vertx vertx) {
        return vertx.sharedData().<String, Load>getLocalMap(NAME).computeIfAbsent(NAME, name -> new Load());
    }

    /** Counts one more caller, unless there are so many. */
    boolean enter(int most) {
        if (callers.incrementAndGet() > most) {
            callers.decrementAndGet();
            return false;
        }
        return true;
    }

    void leave() {
        callers.decrementAndGet();
    }

    /** Connections to that endpoint. */
    int at(Endpoint endpoint) {
        return open.getOrDefault(endpoint, 0);
    }

    /** Counts one more connection there, unless there are so many. */
    boolean open(Endpoint endpoint, int most) {
        if (open.merge(endpoint, 1, Integer::sum) <= most) {
            return true;
        }
        closed(endpoint);
        return false;
    }

    void closed(Endpoint endpoint) {
        open.computeIfPresent(endpoint, (key, count) -> count > 1 ? count - 1 : null);
    }

    /** Nobody could connect there. */
    void failed(Endpoint endpoint, long nowNanos) {
        failedNanos.values().removeIf(then -> nowNanos - then >= SHUNNED.toNanos());
        failedNanos.put(endpoint, nowNanos);
    }

    /** Somebody could. */
    void succeeded(Endpoint endpoint) {
        failedNanos.remove(endpoint);
    }

    /** Whether there are others to be tried before. */
    boolean isShunned(Endpoint endpoint, long nowNanos) {
        Long then = failedNanos.get(endpoint);
        return then != null && nowNanos - then < SHUNNED.toNanos();
    }
}
