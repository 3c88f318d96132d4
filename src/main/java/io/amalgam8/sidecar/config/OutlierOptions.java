package io.amalgam8.sidecar.config;

import java.time.Duration;

/**
 * When an instance that fails is left out for a while, by the names and defaults of the field.
 *
 * @param consecutiveConnectFailures as many in a row, and it is out
 * @param consecutiveFailures failures of any kind in a row (5xx, timeout, reset)
 * @param successPercent below that share of successes it is out, given at least {@code minimumRequests} in
 *     {@code interval}
 * @param baseEjection how long it is out for the first time; the n-th time in a row n times as long, up to {@code
 *     longestEjection}
 * @param mostEjectedPercent of a backend's instances; its last one never is
 * @param panicPercent when fewer of a backend's instances are healthy, all are used
 * @param slowStart how long a new instance takes to get its full share
 */
public record OutlierOptions(
        int consecutiveConnectFailures,
        int consecutiveFailures,
        int successPercent,
        int minimumRequests,
        Duration interval,
        Duration baseEjection,
        Duration longestEjection,
        int mostEjectedPercent,
        int panicPercent,
        Duration slowStart) {

    /** What is in force where nothing is configured. */
    public static final OutlierOptions USUAL = new OutlierOptions(
            2,
            5,
            80,
            20,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            50,
            50,
            Duration.ofSeconds(30));

    private static final int MOST = 1_000_000;

    public OutlierOptions {
        Checks.inRange("consecutive connect failures", consecutiveConnectFailures, 1, MOST);
        Checks.inRange("consecutive failures", consecutiveFailures, 1, MOST);
        Checks.inRange("success percent", successPercent, 0, 100);
        Checks.inRange("minimum requests", minimumRequests, 1, MOST);
        Checks.positive("detection interval", interval);
        Checks.positive("base ejection", baseEjection);
        Checks.positive("longest ejection", longestEjection);
        Checks.inRange("most ejected percent", mostEjectedPercent, 0, 100);
        Checks.inRange("panic percent", panicPercent, 0, 100);
        Checks.notNegative("slow start", slowStart);
    }
}
