package io.amalgam8.sidecar;

import io.amalgam8.sidecar.admin.AdminVerticle;
import io.amalgam8.sidecar.admin.MetricsVerticle;
import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.bus.ReopenLogs;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.client.RegistryClient;
import io.amalgam8.sidecar.config.Configuration;
import io.amalgam8.sidecar.config.RegistrationOptions;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.process.Signal;
import io.amalgam8.sidecar.process.Signals;
import io.amalgam8.sidecar.registration.Application;
import io.amalgam8.sidecar.registration.RegistrationVerticle;
import io.amalgam8.sidecar.routing.RoutingTable;
import io.amalgam8.sidecar.supervisor.SupervisorVerticle;
import io.amalgam8.sidecar.words.Version;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * All verticles of one sidecar: started in the order of this file, ended in the opposite one. Lives on the event loop of
 * the verticle that made it.
 */
final class Sidecar {

    /** What a part may take to stop beyond the shutdown timeout, a killed application's end included. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** What the application is told as well as we are. */
    private static final List<Signal> PASSED_ON = List.of(Signal.HUP, Signal.USR1, Signal.USR2, Signal.WINCH);

    private final Vertx vertx;
    private final Configuration configuration;
    private final Reload reload;
    private final ServiceStatus status;
    private final Draining draining;
    private final Shutdown shutdown;
    private final Parts parts;
    private final Meters meters = new Meters(Version.current());
    private final AtomicReference<RoutingTable> table = new AtomicReference<>(RoutingTable.unknown());
    private final Supplier<RoutingTable> inForce = table::get;
    private final Listeners listeners = new Listeners();
    private Optional<SupervisorVerticle> application = Optional.empty();
    private Future<Void> checksEnded = Future.succeededFuture();

    Sidecar(Vertx vertx, Configuration configuration, Reload reload) {
        this.vertx = vertx;
        this.configuration = configuration;
        this.reload = reload;
        this.status = ServiceStatus.of(vertx, System.getenv());
        this.shutdown =
                new Shutdown(vertx, configuration.lifecycle().shutdownTimeout().plus(GRACE));
        this.draining = Draining.on(vertx);
        this.parts = new Parts(vertx, shutdown);
        meters.servicesKnownBy(service -> inForce.get().knows(service));
    }

    /** Starts everything; a start that fails ends what had begun, and the sidecar with it. */
    Future<Void> start() {
        Topics.registerCodec(vertx);
        Logs.listenToLevel(vertx);
        Topics.APPLICATION_EXITED.subscribe(vertx, exited -> shutdown.begin());
        shutdown.asked().onSuccess(asked -> tell(Health.State.DOWN, "stops")).onSuccess(asked -> status.stopping());
        shutdown.listenToSignals();
        listenToSignals();
        return openAdmin()
                .compose(done -> openDataPlane())
                .compose(done -> mirrorControlPlane())
                .compose(done -> startApplication())
                .compose(done -> register())
                .compose(done -> watchConfiguration())
                .compose(done -> sayUp())
                .onFailure(shutdown::begin)
                .onComplete(over -> shutdown.startIsOver())
                .otherwiseEmpty();
    }

    /** The code to exit with, once everything has stopped. */
    Future<Integer> ended() {
        return shutdown.ended();
    }

    /** Whether that is at once, with whatever still runs. */
    boolean inHurry() {
        return shutdown.inHurry();
    }

    private Future<Void> openAdmin() {
        AdminVerticle admin = configuration.proxying().isPresent()
                ? AdminVerticle.routing(configuration.admin(), inForce, meters)
                : AdminVerticle.registering(configuration.admin(), meters);
        return parts.deploy("admin", admin.showing(reload::settings))
                .compose(done -> parts.deploy("metrics", new MetricsVerticle(meters)))
                .onSuccess(done -> listeners.admin(configuration.admin(), admin.port()))
                .onSuccess(done -> tell(Health.State.DOWN, "starts"));
    }

    private Future<Void> openDataPlane() {
        Future<Void> opened = configuration.proxying().isPresent()
                ? new DataPlane(parts, configuration, meters, table).open(listeners)
                : Future.succeededFuture();
        return opened.onSuccess(done -> listeners.announce());
    }

    private Future<Void> mirrorControlPlane() {
        return configuration.proxying().isPresent()
                ? new ControlPlaneMirror(parts, configuration, meters).open()
                : Future.succeededFuture();
    }

    private Future<Void> startApplication() {
        // Before the application, so that its end comes first, and waits for no check that hangs.
        shutdown.then("health checks", () -> checksEnded);
        if (configuration.commands().isEmpty() || shutdown.asked().isComplete()) {
            return Future.succeededFuture();
        }
        SupervisorVerticle started =
                new SupervisorVerticle(configuration.commands(), configuration.lifecycle(), meters);
        // Known before it runs: whoever sees it run may send it a signal at once.
        shutdown.supervises(started);
        application = Optional.of(started);
        return parts.deploy("application", started);
    }

    /** Signals that end nothing: the application hears them first. Before it runs there is nobody to hear them. */
    private void listenToSignals() {
        Context context = vertx.getOrCreateContext();
        for (Signal signal : PASSED_ON) {
            Signals.on(signal, () -> context.runOnContext(taken -> passOn(signal)));
        }
    }

    private Future<Void> passOn(Signal signal) {
        Future<Void> passed = application.map(started -> started.signal(signal)).orElse(Future.succeededFuture());
        if (signal == Signal.USR1) {
            Topics.REOPEN_LOGS.publish(vertx, new ReopenLogs());
        }
        return signal == Signal.HUP ? passed.eventually(this::reload) : passed;
    }

    private Future<Void> register() {
        boolean leaves = shutdown.asked().isComplete() || draining.isAsked();
        if (configuration.registration().isEmpty() || leaves) {
            return Future.succeededFuture();
        }
        RegistrationOptions options = configuration.registration().get();
        RegistrationVerticle registration = new RegistrationVerticle(
                RegistryClient.http(vertx, options.registry()),
                configuration.identity(),
                options,
                application
                        .map(started -> new Application(started::state, started.environment()))
                        .orElseGet(Application::ofSomebodyElse),
                meters);
        checksEnded = registration.checksEnded();
        shutdown.then("drain", () -> drain(registration));
        return parts.deploy("registration", registration);
    }

    /** Who was never registered has no callers to wait for. */
    private Future<Void> drain(RegistrationVerticle registration) {
        return registration
                .deregister()
                .compose(wasRegistered -> wasRegistered
                        ? shutdown.drain(configuration.lifecycle().drainDelay())
                        : Future.succeededFuture());
    }

    private Future<Void> watchConfiguration() {
        shutdown.then("configuration", reload::close);
        return reload.watch();
    }

    /** Not before everybody is there to hear of what changes, and not while all of it ends. */
    private Future<Void> reload() {
        return shutdown.startOver()
                .compose(over -> shutdown.asked().isComplete()
                        ? Future.succeededFuture()
                        : status.reloading().compose(told -> reload.now()).eventually(this::sayReady));
    }

    private Future<Void> sayUp() {
        if (!shutdown.asked().isComplete() && !draining.isAsked()) {
            tell(Health.State.UP, "runs");
        }
        Logging.sayBlocks();
        return sayReady();
    }

    private Future<Void> sayReady() {
        return shutdown.asked().isComplete() ? Future.succeededFuture() : status.ready();
    }

    private void tell(Health.State state, String detail) {
        Topics.HEALTH.publish(vertx, new Health(Health.Part.SIDECAR, state, detail));
    }
}
