package io.amalgam8.sidecar.transport;

import java.util.concurrent.atomic.AtomicInteger;

/** How many connections of callers may be open at a time, on all event loops together. */
public final class CallerLimit {

    private final AtomicInteger open;
    private int most;
    private final Runnable exceeded;

    /**
     * A limit that one event loop keeps.
     *
     * @param open counts the connections of all loops
     * @param exceeded runs for each connection that is refused
     */
    public CallerLimit(AtomicInteger open, int most, Runnable exceeded) {
        this.open = open;
        this.most = most;
        this.exceeded = exceeded;
    }

    /** From the next connection on so many may be open. */
    public void most(int connections) {
        most = connections;
    }

    /** Counts a connection that has opened; false when it is one too many, and does not count. */
    boolean enter() {
        if (open.incrementAndGet() <= most) {
            return true;
        }
        open.decrementAndGet();
        exceeded.run();
        return false;
    }

    /** One that did count has closed. */
    void leave() {
        open.decrementAndGet();
    }
}
