package io.amalgam8.sidecar.bus;

import io.amalgam8.sidecar.config.Configuration;
import io.amalgam8.sidecar.config.LogLevel;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.RuleSet;
import io.amalgam8.sidecar.routing.TableSummary;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/**
 * Every conversation between verticles: this list is the sidecar's wiring diagram. Deploy who listens before who
 * speaks.
 */
public final class Topics {

    /** Discovery, to the routing table and registration: all instances, whenever they change. */
    public static final Topic<Catalog> CATALOG = new Topic<>("a8.catalog", Catalog.class);

    /** The rules' poll, to the routing table: all rules, whenever they change. */
    public static final Topic<RuleSet> RULES = new Topic<>("a8.rules", RuleSet.class);

    /** The routing table, to whoever waits for it: a new table is in force. */
    public static final Topic<TableSummary> ROUTING_TABLE = new Topic<>("a8.routing.table", TableSummary.class);

    /** Every part, to the admin API and registration: how it is, whenever that changes. */
    public static final Topic<Health> HEALTH = new Topic<>("a8.health", Health.class);

    /** Registration, to the admin API: what the application's health checks say, whenever one of them changes. */
    public static final Topic<ApplicationHealth> APPLICATION_HEALTH =
            new Topic<>("a8.application.health", ApplicationHealth.class);

    /** Supervision, to the composition root: the application has ended. */
    public static final Topic<ApplicationExited> APPLICATION_EXITED =
            new Topic<>("a8.application.exited", ApplicationExited.class);

    /** The composition root, to every part that can change while it runs: other options are in force. */
    public static final Topic<Configuration> CONFIGURATION = new Topic<>("a8.configuration", Configuration.class);

    /** The admin API and SIGUSR1, to the logs: begin with the files that have the logs' names now. */
    public static final Topic<ReopenLogs> REOPEN_LOGS = new Topic<>("a8.logs.reopen", ReopenLogs.class);

    /** The admin API, to the logs: say so much of yourself from now on. */
    public static final Topic<LogLevel> LOG_LEVEL = new Topic<>("a8.log.level", LogLevel.class);

    /** The admin API, to the composition root and registration: takes the sidecar out of service, for good. */
    public static final Topic<Drain> DRAIN = new Topic<>("a8.drain", Drain.class);

    /** The admin API, to the proxy: where would this call go, and why? */
    public static final Dialogue<CallQuestion, CallExplanation> EXPLAIN =
            new Dialogue<>("a8.explain", CallQuestion.class, CallExplanation.class);

    /** Anybody, to the admin's metrics: a request to this address is answered with a JSON snapshot of every meter. */
    public static final String METRICS = "a8.metrics";

    /**
     * The admin's metrics, to anybody, each second while anybody listens: what has changed, as JSON not to be changed:
     * {@code {"at":"2026-01-31T12:00:00.123Z","full":false,"series":{…},"gone":{…}}}. The series are in the form of
     * {@link #METRICS} and bear their new values; those that are gone have labels only. The first update after a silence
     * says nothing, the second one everything.
     */
    public static final Topic<JsonObject> METRICS_UPDATES = new Topic<>("a8.metrics.updates", JsonObject.class);

    /** Anybody, to the admin's metrics: how much use each rule was. */
    public static final Topic<RulesUsage> RULES_USAGE = new Topic<>("a8.rules.usage", RulesUsage.class);

    /** Anybody, to the admin's metrics: how this sidecar fares with each instance. */
    public static final Topic<InstancesUsage> INSTANCES = new Topic<>("a8.instances", InstancesUsage.class);

    /** Anybody, to the composition root: the last calls. Nobody answers where calls are not proxied. */
    public static final Topic<LastRequests> REQUESTS = new Topic<>("a8.requests", LastRequests.class);

    private Topics() {}

    /** Teaches a new Vert.x to pass messages by reference; once for each instance, before any verticle. */
    public static void registerCodec(Vertx vertx) {
        vertx.eventBus().registerCodec(new ReferenceCodec());
    }
}
