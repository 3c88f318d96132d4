package io.amalgam8.sidecar.config;

/**
 * Where the admin API listens.
 *
 * @param port 0 lets the system choose
 */
public record AdminOptions(String host, int port) {

    public AdminOptions {
        Checks.port("admin port", port);
    }
}
