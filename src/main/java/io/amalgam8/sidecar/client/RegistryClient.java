package io.amalgam8.sidecar.client;

import io.amalgam8.sidecar.config.ServerOptions;
import io.amalgam8.sidecar.config.Token;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.Identity;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * A conversation with the registry. Every call ends within 10 seconds; every failure is a
 * {@link ControlPlaneException}. Whoever is given a client closes it.
 */
public interface RegistryClient {

    /** Registers an instance for so long after each heartbeat; what it is granted may be more or less. */
    Future<Lease> register(Identity identity, Endpoint endpoint, Duration ttl);

    /** Keeps a registration; fails as {@link ControlPlaneException.Kind#GONE} when the registry does not know it. */
    Future<Void> heartbeat(String id);

    /** Takes an instance out; fails as {@link ControlPlaneException.Kind#GONE} when it is out already. */
    Future<Void> deregister(String id);

    /** All instances that are up, unless the registry says the same as the last time. */
    Future<Answer<Catalog>> instances();

    /** Shows that token from the next call on. */
    void token(Token token);

    /** Ends what is under way, with a failure, and frees every connection. */
    Future<Void> close();

    /** A client over HTTP, with connections of its own. */
    static RegistryClient http(Vertx vertx, ServerOptions registry) {
        return new HttpRegistryClient(vertx, ControlServer.of(vertx, "registry", registry));
    }
}
