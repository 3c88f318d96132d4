package io.amalgam8.sidecar.controlplane;

import java.time.Duration;
import java.time.Instant;

/** Says what time it is. */
@FunctionalInterface
interface Ticker {

    Moment now();

    /** The machine's clocks; the uptime counts from this call. */
    static Ticker system() {
        long start = System.nanoTime();
        return () -> new Moment(Duration.ofNanos(System.nanoTime() - start), Instant.now());
    }
}
