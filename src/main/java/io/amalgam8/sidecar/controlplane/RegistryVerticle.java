package io.amalgam8.sidecar.controlplane;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import org.jspecify.annotations.Nullable;

/** The embedded registry. One instance of it holds all that is registered: it is deployed once. */
public final class RegistryVerticle extends VerticleBase {

    private static final int LONGEST_VALUE = 128;
    private static final int LONGEST_OLD_VALUE = 64;

    private final ControlPlaneOptions options;
    private final Ticker ticker;
    private @Nullable HttpServer server;

    public RegistryVerticle(ControlPlaneOptions options) {
        this(options, Ticker.system());
    }

    RegistryVerticle(ControlPlaneOptions options, Ticker ticker) {
        this.options = options;
        this.ticker = ticker;
    }

    /** Listens; fails with {@link io.amalgam8.sidecar.config.PortTakenException} when the port is taken. */
    @Override
    public Future<?> start() {
        int longestValue = options.dialect() == Dialect.UNION ? LONGEST_VALUE : LONGEST_OLD_VALUE;
        InstanceStore store = new InstanceStore(new Lifetimes(options.minTtl()), Quota.ofHeap());
        RegistryApi api = new RegistryApi(store, new RegistrationReader(longestValue), ticker);
        return ApiServer.listen(vertx, Face.REGISTRY, options, ticker, api.operations())
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
