package io.amalgam8.sidecar;

import io.amalgam8.sidecar.accesslog.AccessLogWriter;
import io.amalgam8.sidecar.admin.AdminVerticle;
import io.amalgam8.sidecar.admin.MetricsVerticle;
import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.client.ControllerClient;
import io.amalgam8.sidecar.client.RegistryClient;
import io.amalgam8.sidecar.config.Configuration;
import io.amalgam8.sidecar.config.ListenOptions;
import io.amalgam8.sidecar.config.ProxyingOptions;
import io.amalgam8.sidecar.config.RegistrationOptions;
import io.amalgam8.sidecar.config.ServerOptions;
import io.amalgam8.sidecar.control.DiscoveryVerticle;
import io.amalgam8.sidecar.control.RoutingTableVerticle;
import io.amalgam8.sidecar.control.RulesVerticle;
import io.amalgam8.sidecar.control.SavedState;
import io.amalgam8.sidecar.control.StateFile;
import io.amalgam8.sidecar.control.StateFileVerticle;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.process.Signal;
import io.amalgam8.sidecar.process.Signals;
import io.amalgam8.sidecar.proxy.Ledger;
import io.amalgam8.sidecar.proxy.ProxyVerticle;
import io.amalgam8.sidecar.registration.Application;
import io.amalgam8.sidecar.registration.RegistrationVerticle;
import io.amalgam8.sidecar.routing.RoutingTable;
import io.amalgam8.sidecar.supervisor.SupervisorVerticle;
import io.amalgam8.sidecar.tcp.TcpProxyVerticle;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
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

    private static final int EVENT_LOOPS = Runtime.getRuntime().availableProcessors();

    private final Vertx vertx;
    private final Configuration configuration;
    private final Reload reload;
    private final ServiceStatus status;
    private final Shutdown shutdown;
    private final Meters meters = new Meters(Version.current());
    private final AtomicReference<RoutingTable> table = new AtomicReference<>(RoutingTable.unknown());
    private final Supplier<RoutingTable> inForce = table::get;
    private final Listeners listeners = new Listeners();
    private final List<String> serving = new ArrayList<>(2);
    private Optional<SupervisorVerticle> application = Optional.empty();
    private Future<Void> checksEnded = Future.succeededFuture();

    Sidecar(Vertx vertx, Configuration configuration, Reload reload) {
        this.vertx = vertx;
        this.configuration = configuration;
        this.reload = reload;
        this.status = ServiceStatus.of(vertx, System.getenv());
        this.shutdown =
                new Shutdown(vertx, configuration.lifecycle().shutdownTimeout().plus(GRACE));
        meters.servicesKnownBy(service -> inForce.get().knows(service));
    }

    /** Starts everything; a start that fails ends what had begun, and the sidecar with it. */
    Future<Void> start() {
        Topics.registerCodec(vertx);
        Topics.APPLICATION_EXITED.subscribe(vertx, exited -> shutdown.begin());
        shutdown.asked().onSuccess(asked -> tell(Health.State.DOWN, "stops")).onSuccess(asked -> status.stopping());
        shutdown.listenToSignals();
        listenToSignals();
        return openAdmin()
                .compose(done -> openProxy())
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

    private Future<Void> openAdmin() {
        AdminVerticle admin = configuration.proxying().isPresent()
                ? AdminVerticle.routing(configuration.admin(), inForce, meters)
                : AdminVerticle.registering(configuration.admin(), meters);
        return deploy("admin", admin)
                .compose(done -> deploy("metrics", new MetricsVerticle(meters)))
                .onSuccess(done -> listeners.admin(configuration.admin(), admin.port()))
                .onSuccess(done -> tell(Health.State.DOWN, "starts"));
    }

    private Future<Void> openProxy() {
        if (configuration.proxying().isEmpty()) {
            listeners.announce();
            return Future.succeededFuture();
        }
        ListenOptions listen = configuration.proxying().get().listen();
        List<ProxyVerticle> proxies = new CopyOnWriteArrayList<>();
        return openAccessLog()
                .compose(accessLog -> deploy(
                                "routing table", new RoutingTableVerticle(configuration.identity(), table, meters))
                        .onSuccess(done -> shutdown.then("proxies", this::stopServing))
                        .compose(done -> serve(() -> proxy(accessLog, proxies))))
                .onSuccess(done -> listeners.proxy(listen, proxies.get(0).port()))
                .compose(done -> openTcpProxies())
                .onSuccess(done -> listeners.announce());
    }

    private Future<Void> openTcpProxies() {
        ProxyingOptions options = configuration.proxying().orElseThrow();
        if (options.tcpProxies().isEmpty()) {
            return Future.succeededFuture();
        }
        List<TcpProxyVerticle> proxies = new CopyOnWriteArrayList<>();
        Supplier<Deployable> verticle = () -> {
            TcpProxyVerticle proxy = new TcpProxyVerticle(
                    options, inForce, configuration.lifecycle().shutdownTimeout());
            proxies.add(proxy);
            return proxy;
        };
        return serve(verticle)
                .onSuccess(done -> listeners.tcp(options, proxies.get(0).ports()));
    }

    private Future<AccessLogWriter> openAccessLog() {
        return vertx.executeBlocking(
                        () -> AccessLogWriter.open(configuration.accessLog(), configuration.identity(), meters))
                .compose(log -> shipAccessLog()
                        .onSuccess(done -> shutdown.then(
                                "access log", () -> vertx.executeBlocking(Executors.callable(log::close))))
                        .map(log));
    }

    /** Before the log is remembered to be closed, so that its last lines are shipped, too. */
    private Future<Void> shipAccessLog() {
        return new LogShipping(configuration, meters)
                .verticle(vertx)
                .compose(verticle ->
                        verticle.map(asked -> deploy("log shipping", asked)).orElse(Future.succeededFuture()));
    }

    private ProxyVerticle proxy(AccessLogWriter accessLog, List<ProxyVerticle> proxies) {
        ProxyVerticle proxy = new ProxyVerticle(
                configuration.proxying().orElseThrow(),
                configuration.identity(),
                inForce,
                new Ledger(accessLog, meters.forEventLoop()),
                configuration.lifecycle().shutdownTimeout());
        proxies.add(proxy);
        return proxy;
    }

    private Future<Void> mirrorControlPlane() {
        if (configuration.proxying().isEmpty()) {
            return Future.succeededFuture();
        }
        FirstTable first = new FirstTable(vertx, configuration.lifecycle().startupTimeout());
        return savedState().compose(this::poll).compose(done -> first.unless(shutdown.asked()));
    }

    private Future<SavedState> savedState() {
        Optional<Path> path = configuration.proxying().orElseThrow().stateFile();
        if (path.isEmpty()) {
            return Future.succeededFuture(SavedState.NONE);
        }
        StateFile file = new StateFile(path.get(), InstantSource.system());
        return StateFileVerticle.load(vertx, file)
                .compose(saved ->
                        deploy("state file", new StateFileVerticle(file, saved)).map(saved));
    }

    private Future<Void> poll(SavedState saved) {
        ServerOptions registry = configuration.proxying().orElseThrow().registry();
        ServerOptions controller = configuration.proxying().orElseThrow().controller();
        RulesVerticle rules =
                new RulesVerticle(ControllerClient.http(vertx, controller), controller.poll(), saved.rules(), meters);
        DiscoveryVerticle discovery =
                new DiscoveryVerticle(RegistryClient.http(vertx, registry), registry.poll(), saved.catalog(), meters);
        return deploy("rules", rules).compose(done -> deploy("discovery", discovery));
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
        return deploy("application", started);
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
        return signal == Signal.HUP ? passed.eventually(this::reload) : passed;
    }

    private Future<Void> register() {
        if (configuration.registration().isEmpty() || shutdown.asked().isComplete()) {
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
        return deploy("registration", registration);
    }

    /** Who was never registered has no callers to wait for. */
    private Future<Void> drain(RegistrationVerticle registration) {
        return registration
                .deregister()
                .compose(wasRegistered -> wasRegistered
                        ? shutdown.drain(configuration.lifecycle().drainDelay())
                        : Future.succeededFuture());
    }

    /** Deploys it, and remembers to undeploy it. */
    private Future<Void> deploy(String part, Deployable verticle) {
        return vertx.deployVerticle(verticle)
                .onSuccess(id -> shutdown.then(part, () -> vertx.undeploy(id)))
                .mapEmpty();
    }

    /** Deploys what carries the callers' traffic, once for each event loop. */
    private Future<Void> serve(Supplier<Deployable> verticle) {
        return vertx.deployVerticle(verticle, new DeploymentOptions().setInstances(EVENT_LOOPS))
                .onSuccess(serving::add)
                .mapEmpty();
    }

    /** At the same moment, so that what all of it has under way may take the shutdown timeout once. */
    private Future<?> stopServing() {
        return Future.join(serving.stream().map(vertx::undeploy).toList());
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
        if (!shutdown.asked().isComplete()) {
            tell(Health.State.UP, "runs");
        }
        return sayReady();
    }

    private Future<Void> sayReady() {
        return shutdown.asked().isComplete() ? Future.succeededFuture() : status.ready();
    }

    private void tell(Health.State state, String detail) {
        Topics.HEALTH.publish(vertx, new Health(Health.Part.SIDECAR, state, detail));
    }
}
