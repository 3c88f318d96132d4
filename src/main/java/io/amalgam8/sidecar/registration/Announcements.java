package io.amalgam8.sidecar.registration;

import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.client.ControlPlaneException;
import io.amalgam8.sidecar.client.ControlPlaneException.Kind;
import io.amalgam8.sidecar.client.Lease;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.registration.Standing.Task;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people and other parts how the registration stands: each change once, and of what lasts a reminder every ten
 * minutes, with the number of failures since.
 */
final class Announcements {

    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);
    private static final Duration REMINDER = Duration.ofMinutes(10);

    private final Identity identity;
    private final Endpoint endpoint;
    private final Meters meters;
    private final Consumer<Health> publisher;
    private final LongSupplier nanoTime;

    private @Nullable Health told;
    private boolean failing;
    private boolean refused;
    private long saidNanos;

    Announcements(
            Identity identity, Endpoint endpoint, Meters meters, Consumer<Health> publisher, LongSupplier nanoTime) {
        this.identity = identity;
        this.endpoint = endpoint;
        this.meters = meters;
        this.publisher = publisher;
        this.nanoTime = nanoTime;
    }

    /** It is not registered, and is not to be. */
    void unwanted() {
        recovered();
        tell(Health.State.DOWN, "not registered, since the application is not healthy");
    }

    /** What was tried before is not tried any more, and something else is. */
    void turned() {
        recovered();
    }

    void registered(Lease lease, int failuresBefore) {
        LOG.atInfo()
                .addKeyValue("service", identity)
                .addKeyValue("endpoint", endpoint)
                .addKeyValue("id", lease.id())
                .addKeyValue("ttl", lease.ttl())
                .addKeyValue("failures", failuresBefore)
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

    void failed(Task task, int failures, ControlPlaneException failure) {
        if (task == Task.HEARTBEAT) {
            meters.heartbeat(false);
        }
        tell(task == Task.HEARTBEAT ? Health.State.DEGRADED : Health.State.DOWN, failure.reason());
        boolean newlyRefused = failure.kind() == Kind.REFUSED && !refused;
        if (failing && !newlyRefused && (refused || isRecent())) {
            return;
        }
        failing = true;
        refused = refused || newlyRefused;
        saidNanos = nanoTime.getAsLong();
        LOG.atWarn()
                .addKeyValue("service", identity)
                .addKeyValue("failures", failures)
                .addKeyValue("reason", failure.reason())
                .log(sentence(task));
    }

    void deregistered(String why) {
        meters.registered(false);
        LOG.atInfo().addKeyValue("service", identity).addKeyValue("reason", why).log("deregistered");
        recovered();
        tell(Health.State.DOWN, "deregistered: " + why);
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

    private static String sentence(Task task) {
        return switch (task) {
            case HEARTBEAT -> "heartbeat failed; trying again until it is answered";
            case DEREGISTER -> "cannot deregister; trying again";
            case REGISTER, NOTHING -> "cannot register; trying again";
        };
    }

    private boolean isRecent() {
        return nanoTime.getAsLong() - saidNanos < REMINDER.toNanos();
    }

    private void recovered() {
        failing = false;
        refused = false;
    }

    private void tell(Health.State state, String detail) {
        Health health = new Health(Health.Part.REGISTRATION, state, detail);
        if (!health.equals(told)) {
            told = health;
            publisher.accept(health);
        }
    }
}
