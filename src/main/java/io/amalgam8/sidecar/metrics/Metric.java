package io.amalgam8.sidecar.metrics;

import java.util.List;

/** Every metric of the sidecar: its name, meaning and labels. Durations are in seconds, moments in seconds since 1970. */
public enum Metric {
    REQUESTS(
            Kind.COUNTER,
            "a8_requests_total",
            "Calls that have ended, by what the caller got.",
            "service",
            "version",
            "code",
            "flags"),
    REQUEST_DURATION(
            Kind.HISTOGRAM,
            "a8_request_duration_seconds",
            "From a request's complete head to the end of its answer.",
            "service"),
    UPSTREAM_DURATION(
            Kind.HISTOGRAM,
            "a8_upstream_duration_seconds",
            "From the first byte sent to an instance to the last one got.",
            "service",
            "version"),
    REQUESTS_IN_FLIGHT(Kind.GAUGE, "a8_requests_in_flight", "Calls that have begun and not ended."),
    RETRIES(Kind.COUNTER, "a8_retries_total", "Further tries on another instance, by what became of them.", "result"),
    UPSTREAM_INSTANCES(
            Kind.GAUGE, "a8_upstream_instances", "Instances in the catalog, by service.", "service", "state"),
    CATALOG_INSTANCES(
            Kind.GAUGE, "a8_catalog_instances", "Instances in the routing table, and entries left out.", "state"),
    POOL_CONNECTIONS(Kind.GAUGE, "a8_pool_connections", "Open connections to instances."),
    EJECTIONS(Kind.COUNTER, "a8_ejections_total", "Instances taken out for their failures, by why.", "reason"),
    UPSTREAM_PANIC(
            Kind.GAUGE, "a8_upstream_panic", "Backends with so few healthy instances that the failing ones are used."),
    OVERFLOW(Kind.COUNTER, "a8_overflow_total", "Calls turned away, by what there was too much of.", "limit"),
    LOOP_MAX_BLOCK(
            Kind.GAUGE,
            "a8_loop_max_block_seconds",
            "The longest time in the last minute or two that something has blocked an event loop.",
            "loop"),
    DISCOVERY_LAST_SUCCESS(
            Kind.GAUGE, "a8_discovery_last_success_timestamp_seconds", "When the registry last listed the instances."),
    RULES_LAST_SUCCESS(
            Kind.GAUGE, "a8_rules_last_success_timestamp_seconds", "When the controller last gave the rules."),
    RULES_REVISION(Kind.GAUGE, "a8_rules_revision", "The controller's number of the rules in force."),
    RULES(Kind.GAUGE, "a8_rules", "Rules, by what became of them.", "state"),
    REGISTRATION_STATE(Kind.GAUGE, "a8_registration_state", "Whether the application is registered: 1 or 0."),
    HEALTH_CHECK(Kind.GAUGE, "a8_health_check", "Whether a check of the application's health passes: 1 or 0.", "check"),
    HEARTBEATS(Kind.COUNTER, "a8_heartbeats_total", "Heartbeats sent to the registry.", "result"),
    FAULTS_INJECTED(Kind.COUNTER, "a8_faults_injected_total", "Faults that action rules have injected.", "type"),
    ACCESS_LOG_DROPPED(Kind.COUNTER, "a8_access_log_dropped_total", "Lines of the access log that were lost."),
    LOG_SHIP_SENT(Kind.COUNTER, "a8_log_ship_sent_total", "Lines of the access log sent to a log server."),
    LOG_SHIP_ACKNOWLEDGED(
            Kind.COUNTER, "a8_log_ship_acknowledged_total", "Lines of which a log server has said that it has them."),
    LOG_SHIP_SENT_AGAIN(
            Kind.COUNTER, "a8_log_ship_sent_again_total", "Lines sent once more, since nobody had acknowledged them."),
    LOG_SHIP_LOST(Kind.COUNTER, "a8_log_ship_lost_total", "Lines that were gone before they could be sent."),
    LOG_SHIP_BYTES(Kind.COUNTER, "a8_log_ship_bytes_total", "Bytes sent to log servers, compressed."),
    LOG_SHIP_CONNECTED(Kind.GAUGE, "a8_log_ship_connected", "Whether a log server is connected: 1 or 0."),
    LOG_SHIP_LAG_BYTES(
            Kind.GAUGE, "a8_log_ship_lag_bytes", "Bytes of the access log that no log server has acknowledged."),
    LOG_SHIP_UNACKNOWLEDGED(
            Kind.GAUGE, "a8_log_ship_unacknowledged_lines", "Lines sent that the log server has not acknowledged yet."),
    ACCESS_LOG_SAMPLED_OUT(
            Kind.COUNTER,
            "a8_access_log_sampled_out_total",
            "Calls that were left out of the access log, as its sampling says."),
    SPANS_DROPPED(Kind.COUNTER, "a8_spans_dropped_total", "Spans that the collector did not get."),
    APP_UP(Kind.GAUGE, "a8_app_up", "Whether the supervised application runs: 1 or 0."),
    APP_RESTARTS(Kind.COUNTER, "a8_app_restarts_total", "Starts of a command that had ended, by program.", "program"),
    BUILD_INFO(Kind.INFO, "a8_build_info", "The sidecar's version.", "version");

    private final Kind kind;
    private final String seriesName;
    private final String help;

    @SuppressWarnings("ImmutableEnumChecker") // List.of cannot be changed; its type does not say so.
    private final List<String> labels;

    Metric(Kind kind, String seriesName, String help, String... labels) {
        this.kind = kind;
        this.seriesName = seriesName;
        this.help = help;
        this.labels = List.of(labels);
    }

    public Kind kind() {
        return kind;
    }

    /** The name, as Prometheus stores it; a histogram's series append {@code _bucket}, {@code _sum} and {@code _count}. */
    public String seriesName() {
        return seriesName;
    }

    public String help() {
        return help;
    }

    public List<String> labels() {
        return labels;
    }

    /** How its values are to be read. */
    public enum Kind {
        /** Only grows. */
        COUNTER,
        /** Goes up and down. */
        GAUGE,
        /** Counts by ranges of a value. */
        HISTOGRAM,
        /** Always 1: what it says is in its labels. */
        INFO
    }
}
