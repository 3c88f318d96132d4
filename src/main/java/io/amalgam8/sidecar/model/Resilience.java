package io.amalgam8.sidecar.model;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A backend's own limits and patience with failing instances, by Amalgam8's names; what is empty is as configured.
 *
 * @param maxConnections to one instance
 * @param maxPendingRequests calls that wait for a connection
 * @param maxRequests calls under way
 * @param sleepWindow how long a failing instance is left out for the first time
 * @param consecutiveErrors failures in a row until it is
 * @param detectionInterval in which successes and failures are counted
 * @param maxRequestsPerConnection after as many a connection is closed
 */
public record Resilience(
        OptionalInt maxConnections,
        OptionalInt maxPendingRequests,
        OptionalInt maxRequests,
        Optional<Duration> sleepWindow,
        OptionalInt consecutiveErrors,
        Optional<Duration> detectionInterval,
        OptionalInt maxRequestsPerConnection) {

    /** Everything as configured. */
    public static final Resilience USUAL = new Resilience(
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            OptionalInt.empty());
}
