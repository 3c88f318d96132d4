package io.amalgam8.sidecar.config;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The host and the port of a URL. Names that RFC 3986 knows and the older RFC 2396 did not, such as {@code my_registry},
 * have both here; {@link URI} follows the older one and has neither for them.
 *
 * @param host a name or an IP address, IPv6 without brackets
 * @param port 0 to 65535; empty where the URL leaves it to its scheme
 */
public record Authority(String host, Optional<Integer> port) {

    private static final int LONGEST_NAME = 253;
    private static final Pattern WRITTEN =
            Pattern.compile("([A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_.])?)(?::(\\d{1,5}))?");
    private static final Pattern NUMERIC = Pattern.compile("[0-9.]+");

    /** That of a URL; empty when it has no host, or no port behind its colon. */
    public static Optional<Authority> of(URI url) {
        String written = Optional.ofNullable(url.getRawAuthority()).orElse("");
        String host = Optional.ofNullable(url.getHost()).orElse("");
        if (host.isEmpty()) {
            return ofName(written);
        }
        boolean isIpv6 = host.startsWith("[");
        String bare = isIpv6 ? host.substring(1, host.length() - 1) : host;
        Optional<Integer> port = Optional.of(url.getPort()).filter(number -> number >= 0);
        return Optional.of(new Authority(bare, port))
                .filter(known -> !written.endsWith(":") && port.orElse(0) <= 65535);
    }

    /** As it stands in a URL. */
    @Override
    public String toString() {
        return writtenHost() + port.map(number -> ":" + number).orElse("");
    }

    /** The host as it stands in a URL, IPv6 in brackets. */
    public String writtenHost() {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private static Optional<Authority> ofName(String written) {
        Matcher parts = WRITTEN.matcher(written);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String name = parts.group(1);
        Optional<Integer> port = Optional.ofNullable(parts.group(2)).map(Integer::valueOf);
        boolean isName = name.length() <= LONGEST_NAME && !NUMERIC.matcher(name).matches();
        return Optional.of(new Authority(name, port)).filter(known -> isName && port.orElse(0) <= 65535);
    }
}
