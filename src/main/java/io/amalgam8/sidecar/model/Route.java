package io.amalgam8.sidecar.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which backends share the calls.
 *
 * @param timeout of the whole call, for every backend that names none itself
 * @param retries for every backend that names none itself
 */
public record Route(
        List<Backend> backends, Optional<Duration> timeout, OptionalInt retries, Optional<UriRewrite> uriRewrite)
        implements Rule.Effect {

    public Route {
        backends = List.copyOf(backends);
    }

    /**
     * Amalgam8 1.x: {@code uri{path, prefix, prefix_rewrite}}.
     *
     * @param path the request's path must be this; empty for any
     * @param prefix the request's path must begin so; empty for any
     * @param replacement what stands in the prefix's place upstream
     */
    public record UriRewrite(String path, String prefix, Optional<String> replacement) {}
}
