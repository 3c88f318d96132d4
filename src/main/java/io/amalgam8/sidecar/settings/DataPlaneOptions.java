package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.config.LimitOptions;
import io.amalgam8.sidecar.config.OutlierOptions;
import io.amalgam8.sidecar.config.RetryOptions;
import io.amalgam8.sidecar.config.TcpProxyOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The part of the table of all options that steers how calls are carried: by TLS, by TCP, and through trouble. */
final class DataPlaneOptions {

    static final Option<Boolean> TLS = Option.everywhere(
                    "tls", "proxy_config.tls", Kinds.SWITCH, "serve callers by TLS alone, on the proxy's port")
            .otherwise("false");
    static final Option<Path> CERT_CHAIN_FILE = Option.everywhere(
            "cert_chain_file",
            "proxy_config.cert_chain_file",
            Kinds.FILE,
            "PEM file of the certificate shown to callers, read again on a change");
    static final Option<Path> PRIVATE_KEY_FILE = Option.everywhere(
            "private_key_file",
            "proxy_config.private_key_file",
            Kinds.FILE,
            "PEM file of the key of that certificate, likewise");
    static final Option<Path> CA_CERT_FILE = Option.everywhere(
            "ca_cert_file",
            "proxy_config.ca_cert_file",
            Kinds.FILE,
            "PEM file of authorities: callers need a certificate of theirs");
    static final Option<Path> UPSTREAM_CERT_CHAIN_FILE = Option.everywhere(
            "upstream_cert_chain_file",
            "proxy_config.upstream_cert_chain_file",
            Kinds.FILE,
            "PEM file of the certificate shown to instances of type https");
    static final Option<Path> UPSTREAM_PRIVATE_KEY_FILE = Option.everywhere(
            "upstream_private_key_file",
            "proxy_config.upstream_private_key_file",
            Kinds.FILE,
            "PEM file of the key to show it with");

    static final Option<List<TcpProxyOptions>> TCP_PROXIES = Option.everywhere(
            "tcp_proxies",
            "proxy_config.tcp_proxies",
            Kinds.TCP_PROXIES,
            "ports whose connections go to one service, such as redis:6380; in a file also {service, listener_port}");

    static final Option<Integer> RETRY_COUNT =
            number("retries.count", RetryOptions.USUAL.count(), 0, 10, "tries of a call after its first one");
    static final Option<Integer> RETRY_BUDGET_PERCENT = number(
            "retries.budget_percent",
            RetryOptions.USUAL.budgetPercent(),
            0,
            100,
            "retries to one service for each hundred calls");
    static final Option<Integer> RETRY_BUDGET_PER_SECOND = number(
            "retries.budget_per_second",
            RetryOptions.USUAL.budgetPerSecond(),
            0,
            Kinds.MOST,
            "retries to one service in each second, on top of that");

    static final Option<Integer> REQUEST_LIMIT = number(
            "limits.requests",
            LimitOptions.USUAL.requests(),
            1,
            Kinds.MOST,
            "calls to one service under way at a time");
    static final Option<Integer> PENDING_LIMIT = number(
            "limits.pending",
            LimitOptions.USUAL.pending(),
            0,
            Kinds.MOST,
            "calls to one service that wait for a connection");
    static final Option<Integer> CONNECTION_LIMIT = number(
            "limits.connections", LimitOptions.USUAL.connections(), 1, Kinds.MOST, "connections to one instance");
    static final Option<Integer> IN_FLIGHT_LIMIT = number(
            "limits.in_flight", LimitOptions.USUAL.inFlight(), 1, Kinds.MOST, "calls under way in the whole sidecar");
    static final Option<Integer> CALLER_LIMIT =
            number("limits.callers", LimitOptions.USUAL.callers(), 1, Kinds.MOST, "connections of callers");
    static final Option<Integer> DELAYED_LIMIT =
            number("limits.delayed", LimitOptions.USUAL.delayed(), 0, Kinds.MOST, "calls that an action rule holds up");

    static final Option<Integer> CONSECUTIVE_CONNECT_FAILURES = number(
            "outlier.consecutive_connect_failures",
            OutlierOptions.USUAL.consecutiveConnectFailures(),
            1,
            Kinds.MOST,
            "failures to connect in a row that eject an instance");
    static final Option<Integer> CONSECUTIVE_FAILURES = number(
            "outlier.consecutive_failures",
            OutlierOptions.USUAL.consecutiveFailures(),
            1,
            Kinds.MOST,
            "failures of any kind in a row that eject it");
    static final Option<Integer> SUCCESS_PERCENT = number(
            "outlier.success_percent",
            OutlierOptions.USUAL.successPercent(),
            0,
            100,
            "share of successes below which it is ejected");
    static final Option<Integer> MINIMUM_REQUESTS = number(
            "outlier.minimum_requests",
            OutlierOptions.USUAL.minimumRequests(),
            1,
            Kinds.MOST,
            "calls in an interval without which that share says nothing");
    static final Option<Duration> OUTLIER_INTERVAL =
            duration("outlier.interval", "10s", Kinds.POSITIVE_DURATION, "time over which that share is taken");
    static final Option<Duration> BASE_EJECTION = duration(
            "outlier.base_ejection",
            "30s",
            Kinds.POSITIVE_DURATION,
            "time for which it is ejected; the n-th time in a row n times as long");
    static final Option<Duration> LONGEST_EJECTION =
            duration("outlier.longest_ejection", "5m", Kinds.POSITIVE_DURATION, "longest time for which it is ejected");
    static final Option<Integer> MOST_EJECTED_PERCENT = number(
            "outlier.most_ejected_percent",
            OutlierOptions.USUAL.mostEjectedPercent(),
            0,
            100,
            "share of a version's instances that may be ejected; the last one never is");
    static final Option<Integer> PANIC_PERCENT = number(
            "outlier.panic_percent",
            OutlierOptions.USUAL.panicPercent(),
            0,
            100,
            "share of healthy instances below which all are called");
    static final Option<Duration> SLOW_START = duration(
            "outlier.slow_start", "30s", Kinds.DURATION, "time over which a new instance comes to its full share");

    static final List<Option<?>> TLS_GROUP = List.of(
            TLS, CERT_CHAIN_FILE, PRIVATE_KEY_FILE, CA_CERT_FILE, UPSTREAM_CERT_CHAIN_FILE, UPSTREAM_PRIVATE_KEY_FILE);
    static final List<Option<?>> TROUBLE_GROUP = List.of(
            RETRY_COUNT,
            RETRY_BUDGET_PERCENT,
            RETRY_BUDGET_PER_SECOND,
            REQUEST_LIMIT,
            PENDING_LIMIT,
            CONNECTION_LIMIT,
            IN_FLIGHT_LIMIT,
            CALLER_LIMIT,
            DELAYED_LIMIT,
            CONSECUTIVE_CONNECT_FAILURES,
            CONSECUTIVE_FAILURES,
            SUCCESS_PERCENT,
            MINIMUM_REQUESTS,
            OUTLIER_INTERVAL,
            BASE_EJECTION,
            LONGEST_EJECTION,
            MOST_EJECTED_PERCENT,
            PANIC_PERCENT,
            SLOW_START);

    private DataPlaneOptions() {}

    private static Option<Integer> number(String key, int standard, int least, int most, String help) {
        return Option.inFile("proxy_config." + key, Kinds.number(least, most), help)
                .otherwise(Integer.toString(standard));
    }

    private static Option<Duration> duration(String key, String standard, Kind<Duration> kind, String help) {
        return Option.inFile("proxy_config." + key, kind, help).otherwise(standard);
    }
}
