package io.amalgam8.sidecar.client;

import io.amalgam8.sidecar.config.Token;
import io.amalgam8.sidecar.model.RuleSet;
import io.amalgam8.sidecar.wire.RulesJson;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;

/** The controller over HTTP. */
final class HttpControllerClient implements ControllerClient {

    private final ControlServer server;
    private final Listing<RuleSet> listing;

    HttpControllerClient(Vertx vertx, ControlServer server) {
        this.server = server;
        this.listing = new Listing<>(vertx, server, RulesJson::read);
    }

    @Override
    public Future<Answer<RuleSet>> rules() {
        return server.call(HttpMethod.GET, "/v1/rules").compose(listing::read);
    }

    @Override
    public void token(Token token) {
        server.token(token);
    }

    @Override
    public Future<Void> close() {
        return server.close();
    }
}
