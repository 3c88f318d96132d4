package io.amalgam8.sidecar.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How Logstash is trusted; its certificate's chain and name are always verified.
 *
 * @param authorities a PEM file to trust instead of the system's authorities
 */
public record LogstashTlsOptions(Optional<Path> authorities) {}
