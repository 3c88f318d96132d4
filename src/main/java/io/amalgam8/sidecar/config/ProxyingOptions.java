package io.amalgam8.sidecar.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How calls are discovered, routed and sent on.
 *
 * @param tls how callers reach the proxy by TLS; without it they do in the clear
 * @param stateFile where the last good catalog and rules are kept
 */
public record ProxyingOptions(
        ServerOptions registry,
        ServerOptions controller,
        ListenOptions listen,
        TimeoutOptions timeouts,
        RetryOptions retries,
        LimitOptions limits,
        OutlierOptions outlier,
        Optional<ListenerTlsOptions> tls,
        UpstreamTlsOptions upstreamTls,
        List<TcpProxyOptions> tcpProxies,
        Optional<Path> stateFile) {

    public ProxyingOptions {
        tcpProxies = List.copyOf(tcpProxies);
    }

    /** The same listeners and files, with what of others can change while they serve. */
    ProxyingOptions renewedBy(ProxyingOptions next) {
        return new ProxyingOptions(
                registry.renewedBy(next.registry),
                controller.renewedBy(next.controller),
                listen,
                timeouts.renewedBy(next.timeouts),
                next.retries,
                next.limits,
                next.outlier,
                tls,
                upstreamTls,
                tcpProxies,
                stateFile);
    }
}
