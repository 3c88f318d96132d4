package io.amalgam8.sidecar.admin;

import io.amalgam8.sidecar.bus.InstancesUsage;
import io.amalgam8.sidecar.bus.RulesUsage;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.metrics.MetricsSnapshot;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells on the event bus what is counted. Answers every request on the address {@link Topics#METRICS}, whatever it says,
 * with a snapshot of all meters: a {@link JsonObject} as {@link MetricsJson} describes it. Publishes what has changed each
 * second on {@link Topics#METRICS_UPDATES} while somebody listens there.
 *
 * <p>Whether somebody does, the bus says of each update. What nobody hears costs nothing: until one is heard again, the
 * updates are empty and no meter is read for them.
 */
public final class MetricsVerticle extends VerticleBase {

    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Meters meters;
    private Listening listening = Listening.NOBODY;
    private Optional<MetricsSnapshot> told = Optional.empty();

    /** What is known of those who listen to the updates. */
    private enum Listening {
        NOBODY,
        SOMEBODY,
        /** An update is being made. */
        BUSY
    }

    public MetricsVerticle(Meters meters) {
        this.meters = meters;
    }

    @Override
    public Future<?> start() {
        Topics.CATALOG.subscribe(vertx, meters::catalogReceived);
        Topics.RULES_USAGE.answer(vertx, () -> new RulesUsage(meters.rulesUsage()));
        Topics.INSTANCES.answer(vertx, () -> new InstancesUsage(meters.instancesUsage()));
        vertx.setPeriodic(PERIOD.toMillis(), tick -> update());
        return vertx.eventBus().consumer(Topics.METRICS, this::answer).completion();
    }

    private void answer(Message<Object> request) {
        vertx.executeBlocking(() -> MetricsJson.write(meters.snapshot()), false)
                .onSuccess(request::reply)
                .onFailure(cause -> request.fail(500, cause.toString()));
    }

    private void update() {
        if (listening == Listening.BUSY) {
            return;
        }
        Future<JsonObject> next =
                listening == Listening.NOBODY ? Future.succeededFuture(MetricsUpdate.empty(Instant.now())) : changes();
        listening = Listening.BUSY;
        next.compose(update -> Topics.METRICS_UPDATES.offer(vertx, update))
                .onSuccess(this::heard)
                .onFailure(cause -> heard(false));
    }

    private void heard(boolean bySomebody) {
        listening = bySomebody ? Listening.SOMEBODY : Listening.NOBODY;
        if (!bySomebody) {
            told = Optional.empty();
        }
    }

    private Future<JsonObject> changes() {
        Optional<MetricsSnapshot> before = told;
        return vertx.executeBlocking(meters::snapshot, false)
                .onSuccess(now -> told = Optional.of(now))
                .compose(now -> vertx.executeBlocking(() -> write(before, now), false));
    }

    private static JsonObject write(Optional<MetricsSnapshot> before, MetricsSnapshot now) {
        Instant at = Instant.now();
        return before.map(earlier -> MetricsUpdate.between(earlier, at, now))
                .orElseGet(() -> MetricsUpdate.full(at, now));
    }
}
