package io.amalgam8.sidecar.controlplane;

import io.amalgam8.sidecar.config.PortTakenException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Binds one of the two servers, with bounds on what a peer may send and on how long it may keep a connection unused. */
final class ApiServer {

    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    private static final int LONGEST_HEAD = 32 * 1024;
    private static final int IDLE_SECONDS = 120;

    private ApiServer() {}

    /** Bound and answering; fails with {@link PortTakenException} when somebody else has the port. */
    static Future<HttpServer> listen(
            Vertx vertx, Face face, ControlPlaneOptions options, Ticker ticker, List<Operation> operations) {
        int port = face == Face.REGISTRY ? options.registryPort() : options.controllerPort();
        HttpServerOptions http = new HttpServerOptions()
                .setHost(options.host())
                .setPort(port)
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(true)
                .setMaxInitialLineLength(LONGEST_HEAD)
                .setMaxHeaderSize(LONGEST_HEAD)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        warnIfOpen(face, options);
        return vertx.createHttpServer(http)
                .requestHandler(new ApiRouter(vertx, face, options.authMode(), ticker).of(operations))
                .listen()
                .recover(cause -> Future.failedFuture(
                        isTaken(cause)
                                ? PortTakenException.of(face.listener(), options.host(), port, face.portOption())
                                : cause));
    }

    private static void warnIfOpen(Face face, ControlPlaneOptions options) {
        boolean isLoopback = options.host().startsWith("127.")
                || List.of("localhost", "::1", "[::1]").contains(options.host());
        if (!isLoopback && options.authMode() instanceof AuthMode.Global) {
            LOG.atWarn()
                    .addKeyValue("server", face.listener())
                    .addKeyValue("host", options.host())
                    .log("open to everybody who can reach it: no authentication");
        }
    }

    private static boolean isTaken(Throwable cause) {
        return String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT).contains("already in use");
    }
}
