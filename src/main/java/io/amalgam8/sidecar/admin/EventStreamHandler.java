package io.amalgam8.sidecar.admin;

import io.amalgam8.sidecar.bus.ApplicationHealth;
import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.routing.TableSummary;
import io.vertx.core.Future;
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
        Topics.HEALTH.subscribe(vertx, this::healthChanged);
        Topics.APPLICATION_HEALTH.subscribe(vertx, this::applicationHealthChanged);
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
        listener.write(event("health", health.get()));
        listener.write(event("table", describe(table.get())));
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

    /** All metrics, to one who has missed some; changes that come before it are covered by it. */
    private void tellAll(Listener listener) {
        listener.isWhole = false;
        vertx.executeBlocking(() -> event("metrics", MetricsUpdate.full(Instant.now(), meters.snapshot())), false)
                .onSuccess(event -> {
                    listener.isWhole = true;
                    listener.write(event);
                })
                .onFailure(cause -> LOG.atError().setCause(cause).log("meters cannot be read"));
    }

    private void metricsChanged(JsonObject update) {
        if (update.getBoolean("full")) {
            return;
        }
        vertx.executeBlocking(() -> event("metrics", update), false)
                .onSuccess(event -> List.copyOf(listeners).forEach(listener -> tell(listener, event)));
    }

    private void tell(Listener listener, String event) {
        if (listener.response.writeQueueFull()) {
            listener.missed = true;
            return;
        }
        if (listener.missed) {
            listener.missed = false;
            tellAll(listener);
            return;
        }
        if (listener.isWhole) {
            listener.write(event);
        }
    }

    private void healthChanged(Health changed) {
        // The one that the supplier reads may hear of it after us.
        vertx.runOnContext(later -> broadcast(event("health", health.get())));
    }

    private void applicationHealthChanged(ApplicationHealth changed) {
        vertx.runOnContext(later -> broadcast(event("health", health.get())));
    }

    private void tableChanged(TableSummary summary) {
        broadcast(event("table", describe(summary)));
    }

    private void broadcast(String event) {
        List.copyOf(listeners).forEach(listener -> listener.write(event));
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
        private boolean isWhole;
        private boolean missed;

        Listener(HttpServerResponse response) {
            this.response = response;
        }

        void write(String event) {
            if (response.closed() || response.ended()) {
                return;
            }
            Future<Void> written = response.write(event);
            written.onFailure(EventStreamHandler::gone);
        }
    }
}
