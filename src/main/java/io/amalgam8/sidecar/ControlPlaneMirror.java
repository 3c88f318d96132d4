package io.amalgam8.sidecar;

import io.amalgam8.sidecar.client.ControllerClient;
import io.amalgam8.sidecar.client.RegistryClient;
import io.amalgam8.sidecar.config.Configuration;
import io.amalgam8.sidecar.config.ProxyingOptions;
import io.amalgam8.sidecar.config.ServerOptions;
import io.amalgam8.sidecar.control.DiscoveryVerticle;
import io.amalgam8.sidecar.control.RulesVerticle;
import io.amalgam8.sidecar.control.SavedState;
import io.amalgam8.sidecar.control.StateFile;
import io.amalgam8.sidecar.control.StateFileVerticle;
import io.amalgam8.sidecar.metrics.Meters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** What keeps the catalog and the rules as the control plane has them, from what was saved of them on. */
final class ControlPlaneMirror {

    private final Parts parts;
    private final Configuration configuration;
    private final ProxyingOptions options;
    private final Meters meters;

    /** For a sidecar that proxies. */
    ControlPlaneMirror(Parts parts, Configuration configuration, Meters meters) {
        this.parts = parts;
        this.configuration = configuration;
        this.options = configuration.proxying().orElseThrow();
        this.meters = meters;
    }

    /** Ends once there is a table to route by, or nobody waits for it any longer. */
    Future<Void> open() {
        FirstTable first =
                new FirstTable(parts.vertx(), configuration.lifecycle().startupTimeout());
        return savedState()
                .compose(this::poll)
                .compose(done -> first.unless(parts.shutdown().asked()));
    }

    private Future<SavedState> savedState() {
        Optional<Path> path = options.stateFile();
        if (path.isEmpty()) {
            return Future.succeededFuture(SavedState.NONE);
        }
        StateFile file = new StateFile(path.get(), InstantSource.system());
        return StateFileVerticle.load(parts.vertx(), file)
                .compose(saved -> parts.deploy("state file", new StateFileVerticle(file, saved))
                        .map(saved));
    }

    private Future<Void> poll(SavedState saved) {
        Vertx vertx = parts.vertx();
        ServerOptions registry = options.registry();
        ServerOptions controller = options.controller();
        RulesVerticle rules =
                new RulesVerticle(ControllerClient.http(vertx, controller), controller.poll(), saved.rules(), meters);
        DiscoveryVerticle discovery =
                new DiscoveryVerticle(RegistryClient.http(vertx, registry), registry.poll(), saved.catalog(), meters);
        return parts.deploy("rules", rules).compose(done -> parts.deploy("discovery", discovery));
    }
}
