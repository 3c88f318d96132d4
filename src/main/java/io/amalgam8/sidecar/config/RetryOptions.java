package io.amalgam8.sidecar.config;

/**
 * How often calls are tried again. Each destination has a budget, so that a service in trouble is not drowned by
 * retries: a share of the calls that it got, or a few where those are few.
 *
 * @param count tries after the first, where neither rule nor caller says otherwise
 * @param budgetPercent retries for each hundred calls
 * @param budgetPerSecond retries in each second that are granted in any case
 */
public record RetryOptions(int count, int budgetPercent, int budgetPerSecond) {

    /** What is in force where nothing is configured. */
    public static final RetryOptions USUAL = new RetryOptions(1, 20, 10);

    public RetryOptions {
        Checks.inRange("retry count", count, 0, 10);
        Checks.inRange("retry budget percent", budgetPercent, 0, 100);
        Checks.inRange("retry budget per second", budgetPerSecond, 0, 1_000_000);
    }
}
