package io.amalgam8.sidecar.config;

/**
 * A port whose connections go to the instances of one service, byte for byte.
 *
 * @param port 0 to 65535; 0 lets the system choose
 */
public record TcpProxyOptions(String service, int port) {

    public TcpProxyOptions {
        Checks.inRange("tcp_proxies.listener_port", port, 0, 65535);
    }
}
