package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.config.TcpProxyOptions;
import java.util.List;

/** Listeners beside each other need ports of their own: better said here than by a port that is taken. */
final class PortChecks {

    private final Values values;
    private final Findings findings;
    private final List<String> hosts;

    PortChecks(Values values, Findings findings) {
        this.values = values;
        this.findings = findings;
        this.hosts = values.read(Options.PROXY_HOST).orElse(List.of());
    }

    void run() {
        int proxy = values.read(Options.PROXY_PORT).orElse(0);
        int admin = values.read(Options.ADMIN_PORT).orElse(0);
        if (isSame(admin, proxy) && isAdminBeside()) {
            refuse(Options.ADMIN_PORT, admin, "another port than the proxy's");
        }
        for (TcpProxyOptions tcp : values.read(DataPlaneOptions.TCP_PROXIES).orElse(List.of())) {
            if (isSame(tcp.port(), proxy)) {
                refuse(DataPlaneOptions.TCP_PROXIES, tcp.port(), "another port than the proxy's");
            }
            if (isSame(tcp.port(), admin) && isAdminBeside()) {
                refuse(DataPlaneOptions.TCP_PROXIES, tcp.port(), "another port than the admin API's");
            }
        }
    }

    private boolean isAdminBeside() {
        String host = values.read(Options.ADMIN_HOST).orElse("");
        return hosts.contains(host) || Hosts.isWildcard(host) || hosts.stream().anyMatch(Hosts::isWildcard);
    }

    private void refuse(Option<?> option, int port, String expectation) {
        findings.problem(values.given(option).orElseThrow().name() + ": " + port + " (expected: " + expectation + ")");
    }

    /** Two that the system chooses are not the same. */
    private static boolean isSame(int port, int other) {
        return port > 0 && port == other;
    }
}
