package io.amalgam8.sidecar.controlplane;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The embedded controller. One instance of it holds all rules: it is deployed once. */
public final class ControllerVerticle extends VerticleBase {

    private final ControlPlaneOptions options;
    private final Ticker ticker;
    private @Nullable HttpServer server;

    public ControllerVerticle(ControlPlaneOptions options) {
        this(options, Ticker.system());
    }

    ControllerVerticle(ControlPlaneOptions options, Ticker ticker) {
        this.options = options;
        this.ticker = ticker;
    }

    /** Listens; fails with {@link io.amalgam8.sidecar.config.PortTakenException} when the port is taken. */
    @Override
    public Future<?> start() {
        RuleStore store = new RuleStore(Quota.ofHeap());
        ControllerApi api = new ControllerApi(
                store, options.dialect(), () -> UUID.randomUUID().toString());
        return ApiServer.listen(vertx, Face.CONTROLLER, options, ticker, api.operations())
                .onSuccess(bound -> server = bound);
    }

    /** The port that it listens on, 0 before it is started. */
    public int port() {
        return server == null ? 0 : server.actualPort();
    }

    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.close();
    }
}
