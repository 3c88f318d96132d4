package io.amalgam8.sidecar.config;

import java.time.Duration;

/**
 * How long a call waits.
 *
 * @param connect for a connection to an instance
 * @param response from the request's end to the answer's head; zero waits for ever
 * @param idle without a byte in one direction, once the answer has begun
 */
public record TimeoutOptions(Duration connect, Duration response, Duration idle) {

    public TimeoutOptions {
        Checks.positive("connect timeout", connect);
        Checks.notNegative("response timeout", response);
        Checks.positive("idle timeout", idle);
    }

    /** With what of others can change while connections are open: they keep the silence that they were opened with. */
    TimeoutOptions renewedBy(TimeoutOptions next) {
        return new TimeoutOptions(next.connect, next.response, idle);
    }
}
