package io.amalgam8.sidecar.balancing;

import io.amalgam8.sidecar.model.Endpoint;
import java.util.concurrent.atomic.AtomicInteger;

/** What one event loop knows of one instance. Outlives routing tables, as its endpoint does. */
final class Member {

    private static final double ALIKE = 0.75;
    /**
     * Who has nothing to do and was not heard of for a while is called unless it is far slower: one long pause must not
     * leave an instance without calls.
     */
    private static final double IDLE_ALIKE = 0.25;

    private final Endpoint endpoint;
    private final PeakEwma latency = new PeakEwma();
    private InstanceHealth health;
    /** Changed by the event loop alone, and shown to others. */
    private final AtomicInteger inFlight = new AtomicInteger();

    Member(Endpoint endpoint, InstanceHealth health) {
        this.endpoint = endpoint;
        this.health = health;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    PeakEwma latency() {
        return latency;
    }

    /** What all event loops know of it. */
    InstanceHealth health() {
        return health;
    }

    /** The process may have forgotten the instance, and begun anew. */
    void refresh(InstanceHealth known) {
        health = known;
    }

    /** Tries that this event loop has under way there. */
    int inFlight() {
        return inFlight.getPlain();
    }

    /** The same, told to another thread. */
    int shownInFlight() {
        return inFlight.getOpaque();
    }

    void begun() {
        inFlight.setOpaque(inFlight.getPlain() + 1);
    }

    void ended() {
        inFlight.setOpaque(inFlight.getPlain() - 1);
    }

    /** Whether a call will probably take less time here than there; where both have as much to do, by more than chance. */
    boolean isBetterThan(Member other, long now) {
        return latency.cost(inFlight(), other.latency, now)
                < margin(other, now) * other.latency.cost(other.inFlight(), latency, now);
    }

    private double margin(Member other, long now) {
        if (inFlight() != other.inFlight()) {
            return 1;
        }
        return inFlight() == 0 && !other.latency.isFresh(now) ? IDLE_ALIKE : ALIKE;
    }
}
