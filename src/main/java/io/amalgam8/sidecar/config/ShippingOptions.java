package io.amalgam8.sidecar.config;

import java.util.List;
import java.util.Optional;

/**
 * Which Logstash servers take the access log.
 *
 * @param servers {@code host:port} each
 * @param tls how they are spoken to; in the clear when empty
 */
public record ShippingOptions(List<String> servers, Optional<LogstashTlsOptions> tls) {

    public ShippingOptions {
        servers = List.copyOf(servers);
        Checks.notEmpty("logstash servers", servers);
    }
}
