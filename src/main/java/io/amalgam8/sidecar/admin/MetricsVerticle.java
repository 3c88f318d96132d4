package io.amalgam8.sidecar.admin;

import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.metrics.Meters;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

/**
 * Answers every request on the event bus address {@link Topics#METRICS}, whatever it says, with a snapshot of all meters:
 * a {@link JsonObject} as {@link MetricsJson} describes it.
 */
public final class MetricsVerticle extends VerticleBase {

    private final Meters meters;

    public MetricsVerticle(Meters meters) {
        this.meters = meters;
    }

    @Override
    public Future<?> start() {
        Topics.CATALOG.subscribe(vertx, meters::catalogReceived);
        return vertx.eventBus().consumer(Topics.METRICS, this::answer).completion();
    }

    private void answer(Message<Object> request) {
        vertx.executeBlocking(() -> MetricsJson.write(meters.snapshot()), false)
                .onSuccess(request::reply)
                .onFailure(cause -> request.fail(500, cause.toString()));
    }
}
