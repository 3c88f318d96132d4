package io.amalgam8.sidecar.config;

import java.nio.file.Path;

/**
 * What one shows of oneself in TLS, as PEM files that are read again when they change.
 *
 * @param certificateChain the certificate and those that lead to its authority
 * @param privateKey its key, in PKCS#8
 */
public record TlsIdentity(Path certificateChain, Path privateKey) {}
