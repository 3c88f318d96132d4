package io.amalgam8.sidecar.controlplane;

import java.time.Duration;

/**
 * How long registrations live without a heartbeat.
 *
 * @param least what is granted at least
 */
record Lifetimes(Duration least) {

    static final Duration SHORTEST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration USUAL = Duration.ofSeconds(30);

    /** What is granted to one who asks for so much; zero asks for the usual. */
    Duration granted(Duration asked) {
        if (asked.isZero()) {
            return USUAL;
        }
        if (asked.compareTo(least) < 0) {
            return least;
        }
        return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }
}
