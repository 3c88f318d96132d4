package io.amalgam8.sidecar.admin;

import io.amalgam8.sidecar.bus.Drain;
import io.amalgam8.sidecar.bus.ReopenLogs;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.config.LogLevel;
import io.amalgam8.sidecar.model.InvalidValueException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the sidecar can be told to do while it runs. Each order is passed on to whom it concerns, and answered at once. */
final class Orders {

    static final String LEVEL_ORIGIN = "POST /loglevel";

    private static final Logger LOG = LoggerFactory.getLogger(AdminVerticle.class);
    private static final String LEVEL = "level";

    private final Vertx vertx;
    private Optional<LogLevel> level = Optional.empty();

    Orders(Vertx vertx) {
        this.vertx = vertx;
        Topics.LOG_LEVEL.subscribe(vertx, asked -> level = Optional.of(asked));
        // A reload has the configuration's level count again.
        Topics.CONFIGURATION.subscribe(vertx, renewed -> level = Optional.empty());
    }

    /** The log level that was asked for since the configuration was read; empty when none was. */
    Optional<String> levelInForce() {
        return level.map(Orders::word);
    }

    /** Neither ready nor registered from now on; there is no way back but a restart. */
    void drain(RoutingContext context) {
        LOG.warn("drains: asked by the admin API");
        Topics.DRAIN.publish(vertx, new Drain("asked by the admin API"));
        Answers.json(context, 202, new JsonObject().put("status", "draining"));
    }

    /** {@code {"level":"debug"}}, or {@code ?level=debug}; until the configuration says otherwise. */
    void level(RoutingContext context) {
        LogLevel asked = level(
                context.queryParams().contains(LEVEL)
                        ? context.queryParams().get(LEVEL)
                        : levelOf(context.body().buffer()));
        Topics.LOG_LEVEL.publish(vertx, asked);
        Answers.json(context, 200, new JsonObject().put(LEVEL, word(asked)));
    }

    void reopenLogs(RoutingContext context) {
        Topics.REOPEN_LOGS.publish(vertx, new ReopenLogs());
        Answers.json(context, 202, new JsonObject().put("status", "reopening"));
    }

    private static String levelOf(Buffer body) {
        try {
            Object value = body == null || body.length() == 0 ? null : new JsonObject(body).getValue(LEVEL);
            if (value instanceof String text) {
                return text;
            }
        } catch (DecodeException e) {
            throw InvalidValueException.saying("body: not JSON (expected: {\"level\": " + LogLevel.WORDS + "})");
        }
        throw InvalidValueException.saying("level: missing (expected: {\"level\": " + LogLevel.WORDS + "})");
    }

    private static LogLevel level(String word) {
        return LogLevel.named(word).orElseThrow(() -> InvalidValueException.of(LEVEL, word, LogLevel.WORDS));
    }

    private static String word(LogLevel asked) {
        return asked.name().toLowerCase(Locale.ROOT);
    }
}
