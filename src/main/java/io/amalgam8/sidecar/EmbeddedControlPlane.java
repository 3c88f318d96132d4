package io.amalgam8.sidecar;

import io.amalgam8.sidecar.controlplane.ControlPlaneOptions;
import io.amalgam8.sidecar.controlplane.ControllerVerticle;
import io.amalgam8.sidecar.controlplane.RegistryVerticle;
import io.amalgam8.sidecar.process.Signal;
import io.amalgam8.sidecar.process.Signals;
import io.amalgam8.sidecar.words.Version;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The verb {@code control-plane}: a registry and a controller, until TERM or INT. */
final class EmbeddedControlPlane {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedControlPlane.class);

    private final Vertx vertx = Vertx.vertx(Launch.sizedForASidecar(new VertxOptions()));
    private final ControlPlaneOptions options;

    private EmbeddedControlPlane(ControlPlaneOptions options) {
        this.options = options;
    }

    static void run(List<String> arguments) {
        ControlPlaneOptions.Outcome outcome = ControlPlaneOptions.parse(arguments);
        if (outcome instanceof ControlPlaneOptions.Outcome.Run run) {
            new EmbeddedControlPlane(run.options()).start();
            return;
        }
        if (outcome instanceof ControlPlaneOptions.Outcome.Help help) {
            System.out.print(help.text());
            Exit.now(Exit.CLEAN);
        }
        if (outcome instanceof ControlPlaneOptions.Outcome.Invalid invalid) {
            Exit.now(Console.refuse("a8sidecar control-plane", invalid.problems()));
        }
    }

    private void start() {
        for (Signal signal : List.of(Signal.TERM, Signal.INT)) {
            Signals.on(signal, () -> Exit.after(vertx, Exit.CLEAN));
        }
        RegistryVerticle registry = new RegistryVerticle(options);
        ControllerVerticle controller = new ControllerVerticle(options);
        vertx.deployVerticle(registry)
                .compose(id -> vertx.deployVerticle(controller))
                .onSuccess(id -> announce(registry.port(), controller.port()))
                .onFailure(this::giveUp);
    }

    private void announce(int registry, int controller) {
        Logging.sayBlocks();
        System.out.println("a8sidecar control-plane " + Version.current()
                + " registry=" + Listeners.authority(options.host(), registry)
                + " controller=" + Listeners.authority(options.host(), controller));
    }

    private void giveUp(Throwable failure) {
        LOG.error(Exit.reasonOf(failure));
        Exit.after(vertx, Exit.codeOf(failure));
    }
}
