package io.amalgam8.sidecar.bus;

import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.InstanceUsage;
import io.amalgam8.sidecar.model.Protocol;
import java.util.Map;

/**
 * How this sidecar fares with the instances that it calls, over all event loops.
 *
 * @param byEndpoint by where they are, whatever version of HTTP is spoken there: as {@link Protocol#HTTP_1}
 */
public record InstancesUsage(Map<Endpoint, InstanceUsage> byEndpoint) {

    public InstancesUsage {
        byEndpoint = Map.copyOf(byEndpoint);
    }

    /** Of the instance that can be reached there. */
    public InstanceUsage of(Endpoint endpoint) {
        return byEndpoint.getOrDefault(endpoint.speaking(Protocol.HTTP_1), InstanceUsage.NONE);
    }
}
