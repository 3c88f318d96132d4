package io.amalgam8.sidecar.registration;

import io.amalgam8.sidecar.client.ControlPlaneException;
import io.amalgam8.sidecar.client.ControlPlaneException.Kind;
import io.amalgam8.sidecar.client.Lease;
import io.amalgam8.sidecar.client.RegistryClient;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.poll.Timers;
import io.amalgam8.sidecar.registration.Standing.Task;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Does what the {@link Standing} says: one call to the registry at a time, until it is told to deregister. */
final class Registrar {

    /** What is asked for; the registry may grant more or less. */
    private static final Duration TTL = Duration.ofSeconds(60);

    private static final Duration DEREGISTRATION_LIMIT = Duration.ofSeconds(2);
    private static final Duration DEREGISTRATION_RETRY = Duration.ofMillis(200);

    /** From one attempt to the next one that somebody asks for. */
    private static final Duration SHORTEST_HURRY = Duration.ofMillis(500);

    private final RegistryClient registry;
    private final Identity identity;
    private final Endpoint endpoint;
    private final Timers timers;
    private final Announcements announcements;

    private Standing standing = Standing.NEW;
    private boolean everRegistered;
    private boolean busy;
    private boolean hurried;
    private long lastAttemptNanos;
    private Future<?> attempt = Future.succeededFuture();
    private Timers.Timer next = () -> false;
    private @Nullable Future<Boolean> deregistration;

    Registrar(
            RegistryClient registry, Identity identity, Endpoint endpoint, Timers timers, Announcements announcements) {
        this.registry = registry;
        this.identity = identity;
        this.endpoint = endpoint;
        this.timers = timers;
        this.announcements = announcements;
    }

    void start() {
        attempt();
    }

    /** Somebody has noticed that the registry may not know us: asks it now, though not twice within half a second. */
    void hurry() {
        if (deregistration != null) {
            return;
        }
        if (busy) {
            hurried = true;
            return;
        }
        next.cancel();
        schedule(hurriedWait());
    }

    /** Ends all attempts and takes the instance out; true when it was ever registered. Never fails. */
    Future<Boolean> deregister() {
        if (deregistration == null) {
            next.cancel();
            Promise<Void> out = Promise.promise();
            Timers.Timer limit = timers.after(DEREGISTRATION_LIMIT, () -> out.tryFail(notInTime()));
            registrationUnderWay().transform(ended -> takeOut()).onComplete(done -> {
                limit.cancel();
                out.tryComplete();
            });
            deregistration = out.future()
                    .onSuccess(done -> sayDeregistered())
                    .onFailure(this::sayNotDeregistered)
                    .transform(ended -> Future.succeededFuture(everRegistered));
        }
        return deregistration;
    }

    /** Only once it is granted is there something to take out; a heartbeat that hangs is in nobody's way. */
    private Future<?> registrationUnderWay() {
        return standing.task() == Task.REGISTER ? attempt : Future.succeededFuture();
    }

    private void attempt() {
        lastAttemptNanos = System.nanoTime();
        busy = true;
        hurried = false;
        attempt = standing.lease().map(this::beat).orElseGet(this::register);
        attempt.onComplete(ended -> {
            busy = false;
            if (deregistration == null) {
                Duration wait = standing.wait(ThreadLocalRandom.current().nextDouble());
                schedule(hurried ? min(wait, hurriedWait()) : wait);
            }
        });
    }

    private void schedule(Duration wait) {
        next = timers.after(wait, this::attempt);
    }

    private Future<?> register() {
        return registry.register(identity, endpoint, TTL)
                .onSuccess(lease -> {
                    standing = standing.granted(lease);
                    everRegistered = true;
                    announcements.registered(lease);
                })
                .onFailure(this::failed);
    }

    private Future<?> beat(Lease lease) {
        return registry.heartbeat(lease.id())
                .onSuccess(answered -> {
                    int failures = standing.failures();
                    standing = standing.answered();
                    announcements.beat(failures);
                })
                .onFailure(this::failed);
    }

    private void failed(Throwable thrown) {
        ControlPlaneException failure = thrown instanceof ControlPlaneException expected
                ? expected
                : new ControlPlaneException(Kind.FAILED, thrown.toString());
        if (deregistration != null) {
            return;
        }
        boolean registered = standing.lease().isPresent();
        standing = standing.failed(failure.kind());
        if (registered && standing.lease().isEmpty()) {
            announcements.forgotten();
            return;
        }
        announcements.failed(standing, failure);
    }

    private static ControlPlaneException notInTime() {
        return new ControlPlaneException(
                Kind.TIMED_OUT, "registry: no answer within " + DEREGISTRATION_LIMIT.toSeconds() + " s");
    }

    /** Again and again, until the registry says that it is out. */
    private Future<Void> takeOut() {
        Optional<Lease> lease = standing.lease();
        if (lease.isEmpty()) {
            return Future.succeededFuture();
        }
        return registry.deregister(lease.get().id()).recover(failure -> {
            if (failure instanceof ControlPlaneException expected && expected.kind() == Kind.GONE) {
                return Future.succeededFuture();
            }
            return pause().compose(waited -> takeOut());
        });
    }

    private Future<Void> pause() {
        return Future.future(promise -> timers.after(DEREGISTRATION_RETRY, promise::complete));
    }

    private void sayDeregistered() {
        if (standing.lease().isPresent()) {
            standing = Standing.NEW;
            announcements.deregistered();
        }
    }

    /** Forgets the lease, too, which ends the attempts that may be under way. */
    private void sayNotDeregistered(Throwable failure) {
        if (standing.lease().isPresent()) {
            standing = Standing.NEW;
            announcements.notDeregistered(failure);
        }
    }

    private Duration hurriedWait() {
        Duration since = Duration.ofNanos(System.nanoTime() - lastAttemptNanos);
        Duration left = SHORTEST_HURRY.minus(since);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
