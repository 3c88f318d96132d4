package io.amalgam8.sidecar.config;

import java.util.List;

/**
 * Which Logstash servers take the access log.
 *
 * @param servers {@code host:port} each
 */
public record ShippingOptions(List<String> servers) {

    public ShippingOptions {
        servers = List.copyOf(servers);
        Checks.notEmpty("logstash servers", servers);
    }
}
