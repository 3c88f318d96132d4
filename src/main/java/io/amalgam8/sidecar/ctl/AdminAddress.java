package io.amalgam8.sidecar.ctl;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a sidecar's admin API listens.
 *
 * @param host as it stands in a URL: IPv6 in brackets
 */
record AdminAddress(String host, int port) {

    /** The variables that tell the sidecar, too. */
    static final String HOST = "A8_ADMIN_HOST";

    static final String PORT = "A8_ADMIN_PORT";

    private static final String LOOPBACK = "127.0.0.1";
    private static final String USUAL_PORT = "5813";
    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern OF_LOOPBACK = Pattern.compile("127\\.[0-9.]+|::1|localhost");
    private static final Pattern HOST_FORM = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern IPV6_FORM = Pattern.compile("\\[?([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)]?");
    private static final Pattern PORT_FORM = Pattern.compile("\\d{1,5}");

    /** The host of the environment: what listens elsewhere answers these questions on the loopback alone. */
    static String host(Map<String, String> environment) {
        String host = environment.getOrDefault(HOST, "").strip();
        return OF_LOOPBACK.matcher(host).matches() ? host : LOOPBACK;
    }

    /** The port of the environment, or the usual one. */
    static String port(Map<String, String> environment) {
        String port = environment.getOrDefault(PORT, "").strip();
        return port.isEmpty() ? USUAL_PORT : port;
    }

    /** A host's name or address as it stands in a URL; empty for anything else. */
    static Optional<String> readHost(String text) {
        Matcher ipv6 = IPV6_FORM.matcher(text);
        if (ipv6.matches()) {
            return Optional.of("[" + ipv6.group(1) + "]");
        }
        return HOST_FORM.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }

    /** A port's number; empty for anything else. */
    static Optional<Integer> readPort(String text) {
        if (!PORT_FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        int port = Integer.parseInt(text);
        return port < 1 || port > HIGHEST_PORT ? Optional.empty() : Optional.of(port);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
