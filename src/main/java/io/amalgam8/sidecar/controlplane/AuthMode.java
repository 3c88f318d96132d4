package io.amalgam8.sidecar.controlplane;

import io.amalgam8.sidecar.config.Secret;

/** How a caller's bearer token is turned into a tenant. */
public sealed interface AuthMode {

    /** One tenant for all: no token, or exactly {@code default}. */
    record Global() implements AuthMode {}

    /** The token itself names the tenant; for networks where callers are trusted. */
    record Trusted() implements AuthMode {}

    /**
     * A JSON Web Token (RFC 7519) signed with HS256 names the tenant in its claim {@code namespace}.
     *
     * @param secret the shared key, one character for each byte (ISO 8859-1), so that any bytes can be a key
     */
    record Jwt(Secret secret) implements AuthMode {}
}
