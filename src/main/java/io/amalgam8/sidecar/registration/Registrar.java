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
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Does what the {@link Standing} says, until it is told to leave for good. One call to the registry at a time, save for a
 * heartbeat that hangs: it is in nobody's way, and its answer counts no more.
 */
final class Registrar {

    /** What is asked for; the registry may grant more or less. */
    private static final Duration TTL = Duration.ofSeconds(60);

    /** From one attempt to the next one that somebody asks for. */
    private static final Duration SHORTEST_HURRY = Duration.ofMillis(500);

    /** What a heartbeat may take at least, however short the lease. */
    private static final Duration SHORTEST_PATIENCE = Duration.ofSeconds(1);

    private final RegistryClient registry;
    private final Identity identity;
    private final Endpoint endpoint;
    private final Timers timers;
    private final Announcements announcements;

    private Standing standing = Standing.NEW;
    private boolean isKnownToCallers;
    private Task underWay = Task.NOTHING;
    private long generation;
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

    /** From now on the application is to be registered, or not to be; it is not, before this is called. */
    void want(boolean registered) {
        if (deregistration != null) {
            return;
        }
        boolean turns = standing.wanted() != registered;
        standing = standing.wanting(registered);
        if (standing.task() == Task.NOTHING) {
            announcements.unwanted();
        }
        if (!turns) {
            return;
        }
        announcements.turned();
        if (underWay == Task.NOTHING || underWay == Task.HEARTBEAT) {
            attempt();
        }
    }

    /** Somebody has noticed that the registry may not know us: asks it now, though not twice within half a second. */
    void hurry() {
        if (deregistration != null || standing.task() == Task.NOTHING) {
            return;
        }
        hurried = true;
        if (underWay == Task.NOTHING || underWay == Task.HEARTBEAT) {
            schedule(hurriedWait());
        }
    }

    /**
     * The registry lists us, by that id, which is right only if we are to be registered: a registration may have been
     * granted whose answer was lost, or stand there from before we were started.
     */
    void listed(String id) {
        if (deregistration == null && standing.task() == Task.NOTHING && underWay == Task.NOTHING) {
            standing = standing.granted(new Lease(id, TTL));
            attempt();
        }
    }

    /**
     * Ends all attempts and takes the instance out; true when callers may know of it: it was registered, and not taken
     * out before. Never fails.
     *
     * @param why what is said of it
     */
    Future<Boolean> deregister(String why) {
        if (deregistration == null) {
            next.cancel();
            deregistration = new Departure(registry, timers, () -> standing.lease())
                    .after(underWay())
                    .onSuccess(done -> sayDeregistered(why))
                    .onFailure(this::sayNotDeregistered)
                    .transform(ended -> Future.succeededFuture(isKnownToCallers));
        }
        return deregistration;
    }

    /**
     * What to wait for: only once it is granted is there something to take out, and what is being taken out need not be
     * twice. A call that hangs is in nobody's way.
     */
    private Future<?> underWay() {
        return switch (underWay) {
            case HEARTBEAT -> {
                generation++;
                yield Future.succeededFuture();
            }
            case DEREGISTER ->
                attempt.timeout(Departure.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .onFailure(late -> generation++);
            case REGISTER, NOTHING -> attempt;
        };
    }

    private void attempt() {
        next.cancel();
        lastAttemptNanos = System.nanoTime();
        hurried = false;
        generation++;
        underWay = standing.task();
        attempt = switch (underWay) {
            case REGISTER -> heard(registry.register(identity, endpoint, TTL), this::registered);
            case HEARTBEAT -> heard(beat(), answered -> beaten());
            case DEREGISTER -> heard(registry.deregister(leaseId()), gone -> left());
            case NOTHING -> Future.succeededFuture();
        };
    }

    /** With a limit, so that a hanging heartbeat does not cost more than the next one. */
    private Future<Void> beat() {
        Duration patience = standing.beat().compareTo(SHORTEST_PATIENCE) < 0 ? SHORTEST_PATIENCE : standing.beat();
        return registry.heartbeat(leaseId()).timeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private String leaseId() {
        return standing.lease().map(Lease::id).orElseThrow();
    }

    /** Has a call's result heard, unless another one has been made since. */
    private <T> Future<T> heard(Future<T> call, Consumer<T> success) {
        long mine = generation;
        return call.onComplete(ended -> {
            if (mine != generation) {
                return;
            }
            Task task = underWay;
            underWay = Task.NOTHING;
            if (ended.succeeded()) {
                success.accept(ended.result());
            } else {
                failed(task, ended.cause());
            }
            goOn();
        });
    }

    private void goOn() {
        if (deregistration != null) {
            return;
        }
        if (standing.task() == Task.NOTHING) {
            announcements.unwanted();
            return;
        }
        Duration wait = standing.wait(ThreadLocalRandom.current().nextDouble());
        schedule(hurried ? min(wait, hurriedWait()) : wait);
    }

    private void schedule(Duration wait) {
        next.cancel();
        next = timers.after(wait, this::attempt);
    }

    private void registered(Lease lease) {
        int failures = standing.failures();
        standing = standing.granted(lease);
        isKnownToCallers = true;
        announcements.registered(lease, failures);
    }

    private void beaten() {
        int failures = standing.failures();
        standing = standing.answered();
        announcements.beat(failures);
    }

    private void left() {
        standing = standing.out();
        isKnownToCallers = false;
        announcements.deregistered("the application is not healthy");
    }

    private void failed(Task task, Throwable thrown) {
        if (deregistration != null) {
            return;
        }
        ControlPlaneException failure = describe(thrown);
        boolean registered = standing.lease().isPresent();
        standing = standing.failed(failure.kind(), failure.least());
        boolean isOut = registered && standing.lease().isEmpty();
        if (isOut && task == Task.DEREGISTER) {
            left();
        } else if (isOut) {
            announcements.forgotten();
        } else {
            announcements.failed(task, standing.failures(), failure);
        }
    }

    private static ControlPlaneException describe(Throwable thrown) {
        return thrown instanceof ControlPlaneException expected
                ? expected
                : new ControlPlaneException(Kind.TIMED_OUT, "registry: no answer in time");
    }

    private void sayDeregistered(String why) {
        if (standing.lease().isPresent()) {
            standing = standing.out();
            announcements.deregistered(why);
        }
    }

    /** Forgets the lease, too, which ends the attempts that may be under way. */
    private void sayNotDeregistered(Throwable failure) {
        if (standing.lease().isPresent()) {
            standing = standing.out();
            announcements.notDeregistered(failure);
        }
    }

    private Duration hurriedWait() {
        Duration since = Duration.ofNanos(System.nanoTime() - lastAttemptNanos);
        Duration left = max(SHORTEST_HURRY, standing.peace()).minus(since);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
