package io.amalgam8.sidecar.balancing;

import io.amalgam8.sidecar.model.InstanceUsage;
import io.amalgam8.sidecar.model.InstanceUsage.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How one instance fares, summed up over event loops and versions of HTTP. */
final class UsageSum {

    private State state = State.HEALTHY;
    private Optional<Duration> outFor = Optional.empty();
    private int inFlight;
    private long latencyNanos;
    private int latencies;

    /** What one event loop knows; their averages count alike. */
    void add(Member member) {
        inFlight += member.shownInFlight();
        long nanos = member.latency().shownNanos();
        if (nanos >= 0) {
            latencyNanos += nanos;
            latencies++;
        }
    }

    /** What all of them know; the worst is told. */
    void add(InstanceHealth health, long now) {
        State other = health.shownState();
        if (other.compareTo(state) > 0) {
            state = other;
            outFor = health.outFor(now);
        }
    }

    /** All of it but the connections. */
    InstanceUsage usage() {
        Optional<Duration> latency =
                latencies == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(latencyNanos / latencies));
        return new InstanceUsage(state, outFor.map(Instant.now()::plus), latency, inFlight, 0);
    }
}
