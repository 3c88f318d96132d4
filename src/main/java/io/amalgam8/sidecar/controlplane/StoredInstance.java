package io.amalgam8.sidecar.controlplane;

import io.amalgam8.sidecar.model.InstanceStatus;
import java.time.Duration;
import java.time.Instant;

/**
 * An instance as the registry knows it.
 *
 * @param ttl the lifetime granted
 * @param lastHeartbeat for people to see
 * @param deadline the store's uptime at which it expires
 */
record StoredInstance(String id, Registration registration, Duration ttl, Instant lastHeartbeat, Duration deadline) {

    static StoredInstance of(Registration registration, Duration ttl, Moment now) {
        return new StoredInstance(
                registration.id(), registration, ttl, now.wall(), now.uptime().plus(ttl));
    }

    StoredInstance renewed(Moment now) {
        return new StoredInstance(
                id, registration, ttl, now.wall(), now.uptime().plus(ttl));
    }

    /** One who took itself out of service is kept until it comes back or deregisters. */
    boolean expires() {
        return registration.status() != InstanceStatus.OUT_OF_SERVICE;
    }

    int weight() {
        return Quota.ENTRY + registration.weight();
    }
}
