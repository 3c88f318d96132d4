package io.amalgam8.sidecar.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How this sidecar fares with one instance.
 *
 * @param ejectedUntil when it is tried again at the earliest, where it was taken out
 * @param latency of its answers, smoothed, rises weighing more; empty before the first one
 * @param inFlight tries that are under way there
 * @param connections open ones
 */
public record InstanceUsage(
        State state, Optional<Instant> ejectedUntil, Optional<Duration> latency, int inFlight, int connections) {

    /** Nothing was sent there yet, or not for long. */
    public static final InstanceUsage NONE = new InstanceUsage(State.HEALTHY, Optional.empty(), Optional.empty(), 0, 0);

    /** The same with so many more connections. */
    public InstanceUsage withConnections(int more) {
        return new InstanceUsage(state, ejectedUntil, latency, inFlight, connections + more);
    }

    /** What is thought of it. */
    public enum State {
        /** As far as is known. */
        HEALTHY,
        /** A connection to it has failed, and it is looked at again. */
        DOUBTED,
        /** It was taken out for its failures. */
        EJECTED
    }
}
