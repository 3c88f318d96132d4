package io.amalgam8.sidecar.client;

import io.amalgam8.sidecar.config.ServerOptions;
import io.amalgam8.sidecar.config.Token;
import io.amalgam8.sidecar.model.RuleSet;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * A conversation with the controller. Every call ends within 10 seconds; every failure is a
 * {@link ControlPlaneException}. Whoever is given a client closes it.
 */
public interface ControllerClient {

    /** All rules, unless the controller says the same as the last time. */
    Future<Answer<RuleSet>> rules();

    /** Shows that token from the next call on. */
    void token(Token token);

    /** Ends what is under way, with a failure, and frees every connection. */
    Future<Void> close();

    /** A client over HTTP, with connections of its own. */
    static ControllerClient http(Vertx vertx, ServerOptions controller) {
        return new HttpControllerClient(vertx, ControlServer.of(vertx, "controller", controller));
    }
}
