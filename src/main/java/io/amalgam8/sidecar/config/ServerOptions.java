package io.amalgam8.sidecar.config;

import io.amalgam8.sidecar.model.InvalidValueException;
import java.net.URI;
import java.time.Duration;

/**
 * One server of the control plane.
 *
 * @param url http or https, without a trailing slash
 * @param poll from one poll's end to the next one's start
 */
public record ServerOptions(URI url, Token token, Duration poll) {

    public ServerOptions {
        Checks.positive("poll", poll);
        if (Authority.of(url).isEmpty()) {
            throw InvalidValueException.of("server's url", "", "http[s]://host[:port][/path]");
        }
    }

    /** Where it is reached. */
    public Authority authority() {
        return Authority.of(url).orElseThrow();
    }

    /** The same server, asked as often as others say and shown their token. */
    ServerOptions renewedBy(ServerOptions next) {
        return new ServerOptions(url, next.token, next.poll);
    }
}
