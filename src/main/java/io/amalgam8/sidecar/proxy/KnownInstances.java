package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.balancing.Fleet;
import io.amalgam8.sidecar.metrics.InstanceStates;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.InstanceUsage;
import io.amalgam8.sidecar.model.Protocol;
import io.amalgam8.sidecar.transport.ConnectionCounts;
import java.util.Map;

/** What the proxies of all event loops have found out about the instances, for whoever asks. */
record KnownInstances(Fleet fleet, ConnectionCounts connections) implements InstanceStates {

    @Override
    public boolean isEjected(Endpoint endpoint) {
        return fleet.isEjected(endpoint);
    }

    @Override
    public int panicking() {
        return fleet.panicking();
    }

    @Override
    public Map<Endpoint, InstanceUsage> usage() {
        Map<Endpoint, InstanceUsage> usage = fleet.usage();
        connections
                .open()
                .forEach((endpoint, open) -> usage.compute(
                        endpoint.speaking(Protocol.HTTP_1),
                        (where, known) -> (known == null ? InstanceUsage.NONE : known).withConnections(open)));
        return usage;
    }
}
