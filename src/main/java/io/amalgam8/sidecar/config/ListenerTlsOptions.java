package io.amalgam8.sidecar.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How callers reach the proxy by TLS.
 *
 * @param callerAuthorities a PEM file: only callers with a certificate of these authorities are served
 */
public record ListenerTlsOptions(TlsIdentity identity, Optional<Path> callerAuthorities) {}
