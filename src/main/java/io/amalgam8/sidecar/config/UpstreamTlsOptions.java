package io.amalgam8.sidecar.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How instances of type https are trusted.
 *
 * @param verify check their certificate's chain and name
 * @param authorities a PEM file to trust instead of the system's authorities
 * @param identity what we show to those that want to know who calls
 */
public record UpstreamTlsOptions(boolean verify, Optional<Path> authorities, Optional<TlsIdentity> identity) {}
