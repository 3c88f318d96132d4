package io.amalgam8.sidecar.admin;

import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Callable;

/** Writes what may be long off the event loops, where traffic goes on. */
final class OffLoop {

    private final Vertx vertx;

    OffLoop(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Answers with the JSON document that is written there. */
    void answer(RoutingContext context, Callable<byte[]> writing) {
        vertx.executeBlocking(writing, false)
                .onSuccess(document -> Answers.jsonBytes(context, document))
                .onFailure(context::fail);
    }
}
