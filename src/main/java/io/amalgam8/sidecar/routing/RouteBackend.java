package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.model.Tags;
import java.util.Optional;

/**
 * One backend of a route rule with its instances.
 *
 * @param name the service that the rule means
 * @param tags the tags that the rule asks for
 * @param share of the rule's calls, 0 to 1
 * @param destination where its calls go: to its own instances or those of a failover; empty when there are none
 * @param nothing the answer when there are none
 */
record RouteBackend(
        String name,
        Tags tags,
        double share,
        VersionCookie cookie,
        Optional<Destination> destination,
        Decision.NothingEligible nothing) {

    /** Whether a failover's instances stand in. */
    boolean isFailedOver() {
        return destination
                .filter(actual ->
                        !actual.service().equals(name) || !actual.tags().equals(tags))
                .isPresent();
    }
}
