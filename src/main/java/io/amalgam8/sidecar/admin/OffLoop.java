package io.amalgam8.sidecar.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** Writes what may be long off the event loops, where traffic goes on. */
final class OffLoop {

    private final Vertx vertx;

    OffLoop(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Answers with the JSON document that is written there of what has been asked for. */
    <T> void answer(RoutingContext context, Future<T> asked, Function<T, byte[]> writing) {
        asked.onSuccess(found -> answer(context, () -> writing.apply(found))).onFailure(context::fail);
    }

    /** Answers with the JSON document that is written there. */
    void answer(RoutingContext context, Callable<byte[]> writing) {
        vertx.executeBlocking(writing, false)
                .onSuccess(document -> Answers.jsonBytes(context, document))
                .onFailure(context::fail);
    }
}
