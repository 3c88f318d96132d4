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

    /** The variable that tells the sidecar its port, too. */
    static final String VARIABLE = "A8_ADMIN_PORT";

    private static final String LOOPBACK = "127.0.0.1";
    private static final int USUAL_PORT = 5813;
    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern FORM = Pattern.compile("(?:(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]*):)?(\\d{1,5})");

    /** The port of the environment, or the usual one, on this machine; empty when the variable makes no sense. */
    static Optional<AdminAddress> of(Map<String, String> environment) {
        String port = environment.getOrDefault(VARIABLE, "").strip();
        return port.isEmpty() ? Optional.of(new AdminAddress(LOOPBACK, USUAL_PORT)) : parse(port);
    }

    /** Reads {@code host:port}, {@code [IPv6]:port} or a port; empty for anything else. */
    static Optional<AdminAddress> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        int port = Integer.parseInt(form.group(2));
        if (port < 1 || port > HIGHEST_PORT) {
            return Optional.empty();
        }
        boolean named = form.group(1) != null && !form.group(1).isEmpty();
        return Optional.of(new AdminAddress(named ? form.group(1) : LOOPBACK, port));
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
