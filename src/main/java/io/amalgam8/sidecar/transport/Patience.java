package io.amalgam8.sidecar.transport;

import java.time.Duration;

/**
 * How long a caller is waited for.
 *
 * @param first for its first request to begin
 * @param head for a request's head to be complete once it has begun
 * @param idle for the next request to begin
 * @param linger for the rest of a body that nobody wants any more, and then for the end of what is still sent
 */
public record Patience(Duration first, Duration head, Duration idle, Duration linger) {

    /** What is usual, but for the next request. */
    public static Patience withIdle(Duration idle) {
        return new Patience(Duration.ofSeconds(30), Duration.ofSeconds(10), idle, Duration.ofSeconds(5));
    }
}
