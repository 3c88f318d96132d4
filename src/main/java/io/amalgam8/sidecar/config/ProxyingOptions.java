package io.amalgam8.sidecar.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How calls are discovered, routed and sent on.
 *
 * @param stateFile where the last good catalog and rules are kept
 */
public record ProxyingOptions(
        ServerOptions registry,
        ServerOptions controller,
        ListenOptions listen,
        TimeoutOptions timeouts,
        UpstreamTlsOptions upstreamTls,
        Optional<Path> stateFile) {}
