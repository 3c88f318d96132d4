package io.amalgam8.sidecar.config;

import java.util.List;

/**
 * Where the proxy listens.
 *
 * @param hosts each is bound; by default both loopbacks
 * @param port 0 lets the system choose, the same for all hosts
 */
public record ListenOptions(List<String> hosts, int port) {

    public ListenOptions {
        hosts = List.copyOf(hosts);
        Checks.notEmpty("proxy hosts", hosts);
        Checks.port("proxy port", port);
    }
}
