package io.amalgam8.sidecar.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The instances of one service, or those of them that bear all of the tags, with their share of a rule's calls.
 *
 * @param name the service; the rule's destination when empty
 * @param weight its share, above 0 to 1; what the others leave when empty
 * @param failover where its calls go while it has no instance, in this order
 * @param host the Host header to send
 * @param balancing how an instance is chosen, by Amalgam8's name for it
 * @param resilience its own limits, and patience with failing instances
 * @param protocol the version of HTTP that its instances are spoken to in, whatever they say themselves
 */
public record Backend(
        Optional<String> name,
        Tags tags,
        OptionalDouble weight,
        Optional<Duration> timeout,
        OptionalInt retries,
        List<Failover> failover,
        Optional<String> host,
        Optional<String> balancing,
        Resilience resilience,
        Optional<Protocol> protocol) {

    public Backend {
        failover = List.copyOf(failover);
    }

    /** With everything that {@link Resilience} tells as configured, and instances spoken to as they say themselves. */
    public Backend(
            Optional<String> name,
            Tags tags,
            OptionalDouble weight,
            Optional<Duration> timeout,
            OptionalInt retries,
            List<Failover> failover,
            Optional<String> host,
            Optional<String> balancing) {
        this(name, tags, weight, timeout, retries, failover, host, balancing, Resilience.USUAL, Optional.empty());
    }

    /** A backend's stand-in. */
    public record Failover(Optional<String> name, Tags tags) {}
}
