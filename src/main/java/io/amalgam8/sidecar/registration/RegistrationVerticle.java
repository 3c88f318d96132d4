package io.amalgam8.sidecar.registration;

import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.client.RegistryClient;
import io.amalgam8.sidecar.config.HealthCheckOptions;
import io.amalgam8.sidecar.config.RegistrationOptions;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.poll.Timers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the application registered exactly while it is healthy: registers it, beats, registers it again when the registry
 * has forgotten it, takes it out while its health checks fail or it does not run, and at the end. Without health checks it
 * is registered at once.
 */
public final class RegistrationVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(RegistrationVerticle.class);

    private final RegistryClient registry;
    private final Identity identity;
    private final RegistrationOptions options;
    private final Application application;
    private final Meters meters;
    private final Promise<Void> checksEnded = Promise.promise();

    private volatile @Nullable Parts parts;
    /** Whatever was said before we listened: a registry that is up may be asked once too often. */
    private Health.State registryState = Health.State.DOWN;

    private boolean leaving;

    /** What works from the start on. */
    private record Parts(Registrar registrar, Fitness fitness) {}

    /**
     * Registers an application.
     *
     * @param registry closed when this stops; a client of its own, so that no listing holds up a heartbeat
     * @param application the one of that identity
     */
    public RegistrationVerticle(
            RegistryClient registry,
            Identity identity,
            RegistrationOptions options,
            Application application,
            Meters meters) {
        this.registry = registry;
        this.identity = identity;
        this.options = options;
        this.application = application;
        this.meters = meters;
    }

    /** Begins; waits neither for the registry, which may be away, nor for the application, which may not be up yet. */
    @Override
    public Future<?> start() {
        Announcements announcements = new Announcements(
                identity, options.endpoint(), meters, health -> Topics.HEALTH.publish(vertx, health), System::nanoTime);
        Registrar registrar = new Registrar(registry, identity, options.endpoint(), Timers.of(vertx), announcements);
        Fitness fitness = new Fitness(vertx, application.environment(), meters, registrar::want);
        parts = new Parts(registrar, fitness);
        Topics.HEALTH.subscribe(vertx, health -> hear(health, registrar, fitness));
        Topics.CATALOG.subscribe(vertx, catalog -> hear(catalog, registrar));
        Topics.DRAIN.subscribe(vertx, asked -> leave());
        Topics.CONFIGURATION.subscribe(vertx, next -> next.registration().ifPresent(this::renew));
        meters.registered(false);
        // Asked only now that we hear of changes, so that none is missed.
        fitness.start(options.healthChecks(), application.state().get());
        return Future.succeededFuture();
    }

    /**
     * Takes the application out of the registry, within 2 seconds, and tells its health checks to end; may be called from
     * anywhere, and more than once. Never fails.
     *
     * @return whether callers may know of it: not when it was never registered, or had been taken out before
     */
    public Future<Boolean> deregister() {
        return deregister("the sidecar stops");
    }

    private Future<Boolean> deregister(String why) {
        Parts started = parts;
        if (started == null) {
            checksEnded.tryComplete();
            return Future.succeededFuture(false);
        }
        return Future.future(promise -> context.runOnContext(here -> {
            leaving = true;
            started.fitness().stop().onComplete(ended -> checksEnded.tryComplete());
            started.registrar().deregister(why).onComplete(promise);
        }));
    }

    /**
     * Goes on with these health checks instead of the present ones; may be called from anywhere. What is checked as before
     * is not disturbed, and what joins is taken for healthy as long as the application is.
     *
     * @return done when those that have been replaced have ended
     */
    public Future<Void> replaceHealthChecks(List<HealthCheckOptions> replacement) {
        Parts started = parts;
        if (started == null) {
            return Future.succeededFuture();
        }
        return Future.future(promise -> context.runOnContext(here -> {
            if (leaving) {
                promise.complete();
                return;
            }
            started.fitness().replace(replacement).onComplete(promise);
        }));
    }

    private void leave() {
        deregister("drained").onSuccess(known -> LOG.info("drained: out of the registry for good"));
    }

    private void renew(RegistrationOptions next) {
        registry.token(next.registry().token());
        replaceHealthChecks(next.healthChecks())
                .onFailure(failure -> LOG.atError()
                        .addKeyValue("reason", failure)
                        .log("health checks that were replaced have not ended"));
    }

    /** Done when no health check is under way any more, some time after {@link #deregister} was called; never fails. */
    public Future<Void> checksEnded() {
        return checksEnded.future();
    }

    /** Deregisters, unless that is done already. A health check that hangs holds up nobody. */
    @Override
    public Future<?> stop() {
        return deregister().eventually(registry::close);
    }

    private void hear(Health health, Registrar registrar, Fitness fitness) {
        if (health.part() == Health.Part.APPLICATION) {
            fitness.application(health.state());
        }
        if (health.part() == Health.Part.REGISTRY) {
            boolean back = registryState != Health.State.UP && health.state() == Health.State.UP;
            registryState = health.state();
            if (back) {
                registrar.hurry();
            }
        }
    }

    /** A registry that does not list us has forgotten us, or is about to; one that does may do it too long. */
    private void hear(Catalog catalog, Registrar registrar) {
        Optional<Instance> listed = catalog.instances().stream()
                .filter(instance -> instance.service().equals(identity.service())
                        && instance.endpoint().equals(options.endpoint())
                        && !catalog.isSuspect(instance))
                .findFirst();
        listed.ifPresentOrElse(instance -> registrar.listed(instance.id()), registrar::hurry);
    }
}
