package io.amalgam8.sidecar.model;

/** One running copy of a service, as the registry lists it. */
public record Instance(String id, String service, Endpoint endpoint, Tags tags, InstanceStatus status) {

    /** The same instance, spoken to in that version of HTTP. */
    public Instance speaking(Protocol protocol) {
        return new Instance(id, service, endpoint.speaking(protocol), tags, status);
    }

    /** Whether calls by service name may go to it. */
    public boolean isRoutable() {
        return status == InstanceStatus.UP && endpoint.type().isHttp();
    }
}
