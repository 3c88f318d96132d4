package io.amalgam8.sidecar.admin;

import io.amalgam8.sidecar.admin.Readiness.Verdict;
import io.amalgam8.sidecar.bus.ApplicationHealth;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.metrics.Metric;
import io.amalgam8.sidecar.metrics.MetricsSnapshot;
import io.amalgam8.sidecar.metrics.MetricsSnapshot.Series;
import io.amalgam8.sidecar.metrics.MetricsSnapshot.Value;
import io.amalgam8.sidecar.routing.RoutingTable;
import io.amalgam8.sidecar.routing.TableSummary;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Whether the sidecar is alive and ready, and how each of its parts is:
 *
 * <pre>{@code
 * {"status":"degraded","reasons":["registry is degraded: …"],
 *  "parts":{"registry":{"state":"degraded","detail":"…"},…},
 *  "control_plane":{"catalog_received":"2026-01-31T12:00:00Z","rules_received":null,"revision":7},
 *  "table":{"generation":3,"complete":true,"services":2,"instances":4,"rules":5,"refused_rules":0}}
 * }</pre>
 *
 * Moments are null before there was one. Lives on one event loop.
 */
final class HealthReport {

    /** No call waits so long for an event loop that works. */
    private static final Duration STUCK = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Supplier<RoutingTable> table;
    private final TableNeed need;
    private final Meters meters;
    private Readiness readiness = Readiness.SILENT;
    private ApplicationHealth application = ApplicationHealth.UNCHECKED;

    /** What there must be before calls may come. */
    enum TableNeed {
        COMPLETE,
        NONE
    }

    /** Hears from now on how the parts are. */
    HealthReport(Vertx vertx, Supplier<RoutingTable> table, TableNeed need, Meters meters) {
        this.vertx = vertx;
        this.table = table;
        this.need = need;
        this.meters = meters;
        Topics.HEALTH.subscribe(vertx, health -> readiness = readiness.with(health));
        Topics.APPLICATION_HEALTH.subscribe(vertx, health -> application = health);
    }

    /** What the checks of the application's health last said. */
    ApplicationHealth application() {
        return application;
    }

    void alive(RoutingContext context) {
        Answers.json(context, 200, new JsonObject().put("status", "alive"));
    }

    /** For probes: 200 or 503, by what is at hand. */
    void ready(RoutingContext context) {
        int status = verdict().takesCalls() ? 200 : 503;
        if (context.queryParams().contains("verbose")) {
            answer(context, status);
            return;
        }
        Answers.json(context, status, summary());
    }

    /** All of it, for people: 200 however it is. */
    void all(RoutingContext context) {
        answer(context, 200);
    }

    /** What is at hand of it, without a look at the meters. */
    JsonObject now() {
        return summary().put("parts", parts());
    }

    private void answer(RoutingContext context, int status) {
        JsonObject report = now();
        vertx.executeBlocking(meters::snapshot, false)
                .onSuccess(snapshot -> Answers.json(
                        context,
                        status,
                        report.put("control_plane", controlPlane(snapshot)).put("table", tableInForce())))
                .onFailure(context::fail);
    }

    private JsonObject summary() {
        JsonObject summary = new JsonObject().put("status", verdict().toString());
        List<String> reasons = reasons();
        return reasons.isEmpty() ? summary : summary.put("reasons", new JsonArray(reasons));
    }

    private List<String> reasons() {
        List<String> reasons = new ArrayList<>(readiness.reasons(hasTable()));
        if (isStuck()) {
            reasons.add("an event loop has not moved for " + STUCK.toSeconds() + " s: calls wait in vain");
        }
        return reasons;
    }

    private JsonObject parts() {
        JsonObject parts = new JsonObject();
        new TreeMap<>(readiness.parts())
                .forEach((part, health) -> parts.put(
                        Readiness.word(part),
                        new JsonObject()
                                .put("state", Readiness.word(health.state()))
                                .put("detail", health.detail())));
        return parts;
    }

    private static JsonObject controlPlane(MetricsSnapshot snapshot) {
        JsonObject json = new JsonObject();
        putMoment(json, "catalog_received", snapshot.series(Metric.DISCOVERY_LAST_SUCCESS));
        putMoment(json, "rules_received", snapshot.series(Metric.RULES_LAST_SUCCESS));
        List<Series> revision = snapshot.series(Metric.RULES_REVISION);
        return revision.isEmpty() ? json.putNull("revision") : json.put("revision", Math.round(value(revision)));
    }

    private JsonObject tableInForce() {
        TableSummary summary = table.get().summary();
        return new JsonObject()
                .put("generation", summary.generation())
                .put("complete", summary.complete())
                .put("services", summary.services())
                .put("instances", summary.instances())
                .put("rules", summary.rules())
                .put("refused_rules", summary.refusedRules());
    }

    private Verdict verdict() {
        return isStuck() ? Verdict.NOT_READY : readiness.verdict(hasTable());
    }

    /** Of another event loop, that is: when this one is stuck, no probe is answered. */
    private boolean isStuck() {
        return meters.longestSilence(System.nanoTime()).compareTo(STUCK) >= 0;
    }

    private boolean hasTable() {
        return need == TableNeed.NONE || table.get().summary().complete();
    }

    private static void putMoment(JsonObject json, String key, List<Series> seconds) {
        if (seconds.isEmpty()) {
            json.putNull(key);
            return;
        }
        json.put(key, Instant.ofEpochMilli(Math.round(value(seconds) * 1e3)).toString());
    }

    private static double value(List<Series> series) {
        return ((Value) series.get(0)).value();
    }
}
