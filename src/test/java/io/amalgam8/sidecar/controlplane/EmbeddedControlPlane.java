package io.amalgam8.sidecar.controlplane;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Both embedded servers on ports of their own, with clocks that a test moves. */
public final class EmbeddedControlPlane implements AutoCloseable {

    private static final int DEADLINE_SECONDS = 30;

    private final Vertx vertx = Vertx.vertx();
    private final ManualTicker ticker = new ManualTicker();
    private final RegistryVerticle registry;
    private final ControllerVerticle controller;

    private EmbeddedControlPlane(ControlPlaneOptions options) {
        registry = new RegistryVerticle(options, ticker);
        controller = new ControllerVerticle(options, ticker);
    }

    /** Running, with these flags beside those for free ports. */
    public static EmbeddedControlPlane start(String... flags) throws Exception {
        EmbeddedControlPlane plane = new EmbeddedControlPlane(options(flags));
        plane.vertx
                .deployVerticle(plane.registry)
                .compose(deployed -> plane.vertx.deployVerticle(plane.controller))
                .await(DEADLINE_SECONDS, TimeUnit.SECONDS);
        return plane;
    }

    static ControlPlaneOptions options(String... flags) {
        List<String> arguments = new ArrayList<>(List.of("--registry_port", "0", "--controller_port", "0"));
        arguments.addAll(List.of(flags));
        return Optional.of(ControlPlaneOptions.parse(arguments))
                .filter(ControlPlaneOptions.Outcome.Run.class::isInstance)
                .map(ControlPlaneOptions.Outcome.Run.class::cast)
                .orElseThrow(() -> new IllegalArgumentException(arguments.toString()))
                .options();
    }

    /** {@code http://127.0.0.1:port} of the registry. */
    public String registry() {
        return "http://127.0.0.1:" + registry.port();
    }

    /** {@code http://127.0.0.1:port} of the controller. */
    public String controller() {
        return "http://127.0.0.1:" + controller.port();
    }

    /** Time passes for both. */
    public void advance(Duration time) {
        ticker.advance(time);
    }

    ManualTicker ticker() {
        return ticker;
    }

    @Override
    public void close() {
        try {
            vertx.close().await(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the servers do not stop", e);
        }
    }
}
