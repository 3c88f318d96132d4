package io.amalgam8.sidecar.client;

import io.amalgam8.sidecar.wire.UnreadableDocumentException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.Function;

/** A document that is fetched again and again, and parsed only when it has changed; off the event loops. */
final class Listing<T> {

    private final Vertx vertx;
    private final ControlServer server;
    private final Function<InputStream, T> parser;

    /** Written by the worker threads in turn: a caller asks again only after an answer. */
    private volatile byte[] lastHash = {};

    Listing(Vertx vertx, ControlServer server, Function<InputStream, T> parser) {
        this.vertx = vertx;
        this.server = server;
        this.parser = parser;
    }

    Future<Answer<T>> read(Body body) {
        return vertx.executeBlocking(() -> compare(body), false);
    }

    private Answer<T> compare(Body body) {
        byte[] hash = body.hash();
        if (Arrays.equals(hash, lastHash)) {
            return new Answer.Unchanged<>();
        }
        try {
            T value = parser.apply(body.open());
            lastHash = hash;
            return new Answer.Changed<>(value);
        } catch (UnreadableDocumentException e) {
            throw server.unreadable(e.reason());
        }
    }
}
