package io.amalgam8.sidecar.client;

import java.time.Duration;

/**
 * A registration that the registry has granted.
 *
 * @param id the instance's id there
 * @param ttl how long it lasts after its last heartbeat
 */
public record Lease(String id, Duration ttl) {}
