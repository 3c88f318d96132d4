package io.amalgam8.sidecar.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amalgam8.sidecar.config.Token;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.wire.CatalogJson;
import io.amalgam8.sidecar.wire.Documents;
import io.amalgam8.sidecar.wire.UnreadableDocumentException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The registry over HTTP. */
final class HttpRegistryClient implements RegistryClient {

    private static final String INSTANCES = "/api/v1/instances";
    /** What routing needs: without the time of the last heartbeat, a listing changes only when something has happened. */
    private static final String LISTING = INSTANCES + "?fields=service_name,endpoint,status,tags,metadata";
    /** What the registry grants to who does not ask. */
    private static final Duration DEFAULT_TTL = Duration.ofSeconds(30);

    private static final long LONGEST_TTL_SECONDS = 86_400;

    private final ControlServer server;
    private final Listing<Catalog> listing;

    HttpRegistryClient(Vertx vertx, ControlServer server) {
        this.server = server;
        this.listing = new Listing<>(vertx, server, CatalogJson::read);
    }

    @Override
    public Future<Lease> register(Identity identity, Endpoint endpoint, Duration ttl) {
        Buffer document = Buffer.buffer(registration(identity, endpoint, ttl).toString());
        return server.call(HttpMethod.POST, INSTANCES, document).map(this::lease);
    }

    @Override
    public Future<Void> heartbeat(String id) {
        return server.call(HttpMethod.PUT, instance(id) + "/heartbeat").mapEmpty();
    }

    @Override
    public Future<Void> deregister(String id) {
        return server.call(HttpMethod.DELETE, instance(id)).mapEmpty();
    }

    @Override
    public Future<Answer<Catalog>> instances() {
        return server.call(HttpMethod.GET, LISTING).compose(listing::read);
    }

    @Override
    public void token(Token token) {
        server.token(token);
    }

    @Override
    public Future<Void> close() {
        return server.close();
    }

    private static ObjectNode registration(Identity identity, Endpoint endpoint, Duration ttl) {
        ObjectNode node = Documents.newObject();
        node.put("service_name", identity.service());
        node.set("endpoint", CatalogJson.write(endpoint));
        if (!identity.tags().isEmpty()) {
            ArrayNode tags = node.putArray("tags");
            identity.tags().words().forEach(tags::add);
        }
        node.put("ttl", ttl.toSeconds());
        return node;
    }

    private Lease lease(Body body) {
        try {
            ObjectNode granted = Documents.readObject(body.bytes());
            JsonNode id = granted.path("id");
            if (!id.isTextual() || id.textValue().isEmpty()) {
                throw server.unreadable("id: missing (expected: the registered instance's id)");
            }
            long seconds = granted.path("ttl").asLong();
            Duration ttl = seconds > 0 ? Duration.ofSeconds(Math.min(seconds, LONGEST_TTL_SECONDS)) : DEFAULT_TTL;
            return new Lease(id.textValue(), ttl);
        } catch (UnreadableDocumentException e) {
            throw server.unreadable(e.reason());
        }
    }

    private static String instance(String id) {
        return INSTANCES + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
    }
}
