package io.amalgam8.sidecar.registration;

import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.client.RegistryClient;
import io.amalgam8.sidecar.config.RegistrationOptions;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.poll.Timers;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the application registered: registers it at once, beats, registers it again when the registry has forgotten it,
 * and takes it out at the end.
 */
public final class RegistrationVerticle extends VerticleBase {

    private final RegistryClient registry;
    private final Identity identity;
    private final RegistrationOptions options;
    private final Meters meters;

    private volatile @Nullable Registrar registrar;
    private Health.State registryState = Health.State.UP;

    /**
     * Registers an application.
     *
     * @param registry closed when this stops; a client of its own, so that no listing holds up a heartbeat
     */
    public RegistrationVerticle(
            RegistryClient registry, Identity identity, RegistrationOptions options, Meters meters) {
        this.registry = registry;
        this.identity = identity;
        this.options = options;
        this.meters = meters;
    }

    /** Begins; does not wait for the registry, which may be away. */
    @Override
    public Future<?> start() {
        Announcements announcements =
                new Announcements(identity, options.endpoint(), meters, health -> Topics.HEALTH.publish(vertx, health));
        Registrar started = new Registrar(registry, identity, options.endpoint(), Timers.of(vertx), announcements);
        registrar = started;
        Topics.HEALTH.subscribe(vertx, health -> hear(health, started));
        Topics.CATALOG.subscribe(vertx, catalog -> hear(catalog, started));
        started.start();
        return Future.succeededFuture();
    }

    /**
     * Takes the application out of the registry, within 2 seconds; may be called from anywhere, and more than once.
     * Never fails.
     *
     * @return whether it was ever registered: if not, no caller can know of it
     */
    public Future<Boolean> deregister() {
        Registrar started = registrar;
        if (started == null) {
            return Future.succeededFuture(false);
        }
        return Future.future(
                promise -> context.runOnContext(here -> started.deregister().onComplete(promise)));
    }

    /** Deregisters, unless that is done already. */
    @Override
    public Future<?> stop() {
        return deregister().eventually(registry::close);
    }

    private void hear(Health health, Registrar started) {
        if (health.part() != Health.Part.REGISTRY) {
            return;
        }
        boolean back = registryState != Health.State.UP && health.state() == Health.State.UP;
        registryState = health.state();
        if (back) {
            started.hurry();
        }
    }

    /** A registry that does not list us has forgotten us, or is about to. */
    private void hear(Catalog catalog, Registrar started) {
        boolean listed = catalog.instances().stream()
                .anyMatch(instance -> instance.service().equals(identity.service())
                        && instance.endpoint().equals(options.endpoint())
                        && !catalog.isSuspect(instance));
        if (!listed) {
            started.hurry();
        }
    }
}
