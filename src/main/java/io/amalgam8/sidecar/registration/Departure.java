package io.amalgam8.sidecar.registration;

import io.amalgam8.sidecar.client.ControlPlaneException;
import io.amalgam8.sidecar.client.ControlPlaneException.Kind;
import io.amalgam8.sidecar.client.Lease;
import io.amalgam8.sidecar.client.RegistryClient;
import io.amalgam8.sidecar.poll.Timers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Takes an instance out for good: tries again and again until the registry says that it is out, for at most 2 seconds. An
 * attempt that hangs is not waited for: the next one may find a registry that answers.
 */
final class Departure {

    /** What one attempt may take. */
    static final Duration PATIENCE = Duration.ofMillis(600);

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Duration RETRY = Duration.ofMillis(200);

    private final RegistryClient registry;
    private final Timers timers;
    private final Supplier<Optional<Lease>> lease;

    /** With what is to be given back; nothing any more when that is done, or given up. */
    Departure(RegistryClient registry, Timers timers, Supplier<Optional<Lease>> lease) {
        this.registry = registry;
        this.timers = timers;
        this.lease = lease;
    }

    /** Leaves once that has ended, however it does, but no later than the limit allows; fails when that is not enough. */
    Future<Void> after(Future<?> underWay) {
        Promise<Void> out = Promise.promise();
        Timers.Timer limit = timers.after(LIMIT, () -> out.tryFail(notInTime()));
        underWay.transform(ended -> takeOut()).onComplete(done -> {
            limit.cancel();
            out.tryComplete();
        });
        return out.future();
    }

    private Future<Void> takeOut() {
        Optional<Lease> held = lease.get();
        if (held.isEmpty()) {
            return Future.succeededFuture();
        }
        return registry.deregister(held.get().id())
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> {
                    if (failure instanceof ControlPlaneException expected && expected.kind() == Kind.GONE) {
                        return Future.succeededFuture();
                    }
                    return pause().compose(waited -> takeOut());
                });
    }

    private Future<Void> pause() {
        return Future.future(promise -> timers.after(RETRY, promise::complete));
    }

    private static ControlPlaneException notInTime() {
        return new ControlPlaneException(Kind.TIMED_OUT, "registry: no answer within " + LIMIT.toSeconds() + " s");
    }
}
