package io.amalgam8.sidecar.registration;

import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.client.ControlPlaneException;
import io.amalgam8.sidecar.client.ControlPlaneException.Kind;
import io.amalgam8.sidecar.client.Lease;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.Identity;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells people and other parts how the registration stands: each change once, and no repetition. */
final class Announcements {

    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);

    private final Identity identity;
    private final Endpoint endpoint;
    private final Meters meters;
    private final Consumer<Health> publisher;

    private Health.State told = Health.State.DOWN;
    private boolean failing;
    private boolean refused;

    Announcements(Identity identity, Endpoint endpoint, Meters meters, Consumer<Health> publisher) {
        this.identity = identity;
        this.endpoint = endpoint;
        this.meters = meters;
        this.publisher = publisher;
    }

    void registered(Lease lease) {
        LOG.atInfo()
                .addKeyValue("service", identity)
                .addKeyValue("endpoint", endpoint)
                .addKeyValue("id", lease.id())
                .addKeyValue("ttl", lease.ttl())
                .log("registered");
        meters.registered(true);
        recovered();
        tell(Health.State.UP, "registered");
    }

    void beat(int failuresBefore) {
        meters.heartbeat(true);
        if (failing) {
            LOG.atInfo().addKeyValue("failures", failuresBefore).log("heartbeats are answered again");
        }
        recovered();
        tell(Health.State.UP, "registered");
    }

    /** The registry has lost the lease: the next thing is to register again. */
    void forgotten() {
        meters.heartbeat(false);
        meters.registered(false);
        LOG.atWarn().addKeyValue("service", identity).log("registry has forgotten the registration; registering again");
        tell(Health.State.DOWN, "forgotten by the registry");
    }

    void failed(Standing standing, ControlPlaneException failure) {
        boolean registered = standing.lease().isPresent();
        if (registered) {
            meters.heartbeat(false);
        }
        tell(registered ? Health.State.DEGRADED : Health.State.DOWN, failure.reason());
        boolean nowRefused = failure.kind() == Kind.REFUSED;
        if (failing && (refused || !nowRefused)) {
            return;
        }
        failing = true;
        refused = refused || nowRefused;
        LOG.atWarn()
                .addKeyValue("service", identity)
                .addKeyValue("reason", failure.reason())
                .log(
                        registered
                                ? "heartbeat failed; trying again until it is answered"
                                : "cannot register; trying again");
    }

    void deregistered() {
        meters.registered(false);
        LOG.atInfo().addKeyValue("service", identity).log("deregistered");
        tell(Health.State.DOWN, "deregistered");
    }

    void notDeregistered(Throwable failure) {
        meters.registered(false);
        String reason = failure instanceof ControlPlaneException expected ? expected.reason() : failure.toString();
        LOG.atWarn()
                .addKeyValue("service", identity)
                .addKeyValue("reason", reason)
                .log("cannot deregister in time; the registration ends by itself");
        tell(Health.State.DOWN, "not registered any more");
    }

    private void recovered() {
        failing = false;
        refused = false;
    }

    private void tell(Health.State state, String detail) {
        if (state != told) {
            told = state;
            publisher.accept(new Health(Health.Part.REGISTRATION, state, detail));
        }
    }
}
