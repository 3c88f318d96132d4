package io.amalgam8.sidecar.admin;

import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.routing.TableSummary;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event bus for looking at from outside: server-sent events (WHATWG HTML, section 9.2) for as long as the visitor
 * stays. First comes how everything is, then what changes:
 *
 * <pre>
 * metrics  each second, as {@link Topics#METRICS_UPDATES}
 * table    {"revision":3,"complete":true,"services":2,"instances":5,"rules":4,"refused_rules":0}
 * health   as /readyz?verbose says it
 * </pre>
 *
 * <p>Who reads too slowly misses updates, and gets all of it again when there is room.
 */
final class EventStreamHandler implements Handler<RoutingContext> {

    private static final Logger LOG = LoggerFactory.getLogger(EventStreamHandler.class);

    /** So many may look at once. */
    static final int MOST_LISTENERS = 16;

    private static final long RECONNECT_MILLIS = 2_000;

    private final Vertx vertx;
    private final Meters meters;
    private final Supplier<JsonObject> health;
    private final Supplier<TableSummary> table;
    private final List<Listener> listeners = new ArrayList<>();
    private Optional<MessageConsumer<Object>> updates = Optional.empty();

    /**
     * Speaks on the event loop that made it.
     *
     * @param health as it is now, for people and machines
     * @param table the one in force
     */
    EventStreamHandler(Vertx vertx, Meters meters, Supplier<JsonObject> health, Supplier<TableSummary> table) {
        this.vertx = vertx;
        this.meters = meters;
        this.health = health;
        this.table = table;
        Topics.HEALTH.subscribe(vertx, heard -> healthChanged());
        Topics.APPLICATION_HEALTH.subscribe(vertx, heard -> healthChanged());
        Topics.ROUTING_TABLE.subscribe(vertx, this::tableChanged);
    }

    @Override
    public void handle(RoutingContext context) {
        if (listeners.size() >= MOST_LISTENERS) {
            Answers.error(context, 503, "listeners: " + listeners.size() + " (expected: below " + MOST_LISTENERS + ")");
            return;
        }
        HttpServerResponse response = context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
        if (context.request().method().equals(HttpMethod.HEAD)) {
            response.end().onFailure(EventStreamHandler::gone);
            return;
        }
        welcome(response.setChunked(true));
    }

    private void welcome(HttpServerResponse response) {
        Listener listener = new Listener(response);
        listeners.add(listener);
        response.exceptionHandler(EventStreamHandler::gone);
        response.closeHandler(closed -> leave(listener));
        listener.write("retry: " + RECONNECT_MILLIS + "\n\n");
        if (updates.isEmpty()) {
            updates = Optional.of(Topics.METRICS_UPDATES.subscribe(vertx, this::metricsChanged));
        }
        tellAll(listener);
    }

    private void leave(Listener listener) {
        listeners.remove(listener);
        if (listeners.isEmpty()) {
            updates.ifPresent(consumer -> consumer.unregister().onFailure(EventStreamHandler::gone));
            updates = Optional.empty();
        }
    }

    /**
     * How everything is, to one who has not heard it or has missed some of it. A change that comes before the metrics were
     * read is in them; one that comes after that and before they are sent is missed, and all of them are sent again.
     */
    private void tellAll(Listener listener) {
        listener.isWaiting = true;
        listener.hasMissed = false;
        listener.write(event("health", health.get()));
        listener.write(event("table", describe(table.get())));
        vertx.executeBlocking(() -> event("metrics", MetricsUpdate.full(Instant.now(), meters.snapshot())), false)
                .onSuccess(metrics -> {
                    listener.isWaiting = false;
                    listener.write(metrics);
                })
                .onFailure(cause -> {
                    listener.isWaiting = false;
                    listener.hasMissed = true;
                    LOG.atError().setCause(cause).log("meters cannot be read");
                });
    }

    private void metricsChanged(JsonObject update) {
        vertx.executeBlocking(() -> event("metrics", update), false)
                .onSuccess(this::broadcast)
                .onFailure(cause -> LOG.atError().setCause(cause).log("metrics cannot be written"));
    }

    private void healthChanged() {
        // The one that the supplier asks may hear of it after us.
        vertx.runOnContext(later -> broadcast("health", health));
    }

    private void tableChanged(TableSummary summary) {
        broadcast("table", () -> describe(summary));
    }

    /** Nothing is written down for nobody: while a sidecar starts, health changes again and again. */
    private void broadcast(String name, Supplier<JsonObject> data) {
        if (!listeners.isEmpty()) {
            broadcast(event(name, data.get()));
        }
    }

    private void broadcast(String event) {
        for (Listener listener : List.copyOf(listeners)) {
            tell(listener, event);
        }
    }

    private void tell(Listener listener, String event) {
        if (listener.response.writeQueueFull() || listener.isWaiting) {
            listener.hasMissed = true;
            return;
        }
        if (listener.hasMissed) {
            tellAll(listener);
            return;
        }
        listener.write(event);
    }

    private static JsonObject describe(TableSummary summary) {
        return new JsonObject()
                .put("revision", summary.generation())
                .put("complete", summary.complete())
                .put("services", summary.services())
                .put("instances", summary.instances())
                .put("rules", summary.rules())
                .put("refused_rules", summary.refusedRules());
    }

    /** JSON has no line breaks of its own, so one line of data is enough. */
    private static String event(String name, JsonObject data) {
        return "event: " + name + "\ndata: " + data.encode() + "\n\n";
    }

    private static void gone(Throwable cause) {
        LOG.atDebug().setCause(cause).log("visitor has gone");
    }

    /** One who listens. */
    private static final class Listener {
        private final HttpServerResponse response;

        /** All metrics are being read for it. */
        private boolean isWaiting;

        /** Changes alone make no sense to it. */
        private boolean hasMissed;

        Listener(HttpServerResponse response) {
            this.response = response;
        }

        void write(String event) {
            if (!response.closed() && !response.ended()) {
                response.write(event).onFailure(EventStreamHandler::gone);
            }
        }
    }
}
