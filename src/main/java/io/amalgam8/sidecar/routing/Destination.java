package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.model.Resilience;
import io.amalgam8.sidecar.model.Route.UriRewrite;
import io.amalgam8.sidecar.model.Tags;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The chosen backend, compiled: one object that all of its calls share.
 *
 * @param service the service of its instances
 * @param tags the tags that its instances all bear
 * @param rule the id of the route rule; empty where the destination has none
 * @param timeout of a call, where the rule sets one
 * @param retries where the rule sets them
 * @param host the Host header to send, where the rule sets one
 * @param balancing how to choose among the instances, by Amalgam8's name, where the rule sets it
 * @param resilience limits, and patience with failing instances, where the rule sets them
 */
public record Destination(
        String service,
        Tags tags,
        Optional<String> rule,
        Pool pool,
        Optional<Duration> timeout,
        OptionalInt retries,
        Optional<String> host,
        Optional<String> balancing,
        Optional<UriRewrite> uriRewrite,
        Resilience resilience) {

    /** With everything that {@link Resilience} tells as configured. */
    public Destination(
            String service,
            Tags tags,
            Optional<String> rule,
            Pool pool,
            Optional<Duration> timeout,
            OptionalInt retries,
            Optional<String> host,
            Optional<String> balancing,
            Optional<UriRewrite> uriRewrite) {
        this(service, tags, rule, pool, timeout, retries, host, balancing, uriRewrite, Resilience.USUAL);
    }
}
