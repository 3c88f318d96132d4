package io.amalgam8.sidecar.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an instance can be reached.
 *
 * @param host a name or an IP address, IPv6 without brackets; for {@link EndpointType#USER} the value as it stands
 * @param port 1 to 65535; 0 for {@link EndpointType#USER}
 * @param path what goes before each request's path: empty, or {@code /…} without a trailing slash
 * @param protocol the version of HTTP that is spoken there
 */
public record Endpoint(EndpointType type, String host, int port, String path, Protocol protocol) {

    private static final int LONGEST_HOST = 253;
    private static final Pattern URL = Pattern.compile("(?i)(https?)://([^/?#]+)(/[^?#]*)?");
    private static final Pattern AUTHORITY = Pattern.compile("(?:\\[([^\\]]*)]|([^:\\[\\]]*))(?::(\\d{1,5}))?");
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_.])?");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%[A-Za-z0-9._-]+)?");
    private static final Pattern PATH = Pattern.compile("[!-~]*");

    /** One that is spoken to in HTTP/1.1. */
    public Endpoint(EndpointType type, String host, int port, String path) {
        this(type, host, port, path, Protocol.HTTP_1);
    }

    /**
     * Reads a registry's value: {@code host:port}, a bare host, {@code [v6]:port}, or an {@code http(s)://} URL, whose
     * scheme then decides the type.
     *
     * @throws InvalidValueException when it is none of these
     */
    public static Endpoint parse(EndpointType type, String value) {
        if (type == EndpointType.USER) {
            return new Endpoint(type, value, 0, "");
        }
        Matcher url = URL.matcher(value);
        if (!url.matches()) {
            return ofAuthority(type, value, "", value);
        }
        EndpointType scheme = url.group(1).length() == 5 ? EndpointType.HTTPS : EndpointType.HTTP;
        String path = url.group(3) == null ? "" : url.group(3).replaceAll("/+$", "");
        return ofAuthority(scheme, url.group(2), path, value);
    }

    /** Whether the host is a name, to be resolved, rather than an address. */
    public boolean hasHostName() {
        return host.indexOf(':') < 0 && !isIpv4(host);
    }

    /** The same place, spoken to in that version of HTTP. */
    public Endpoint speaking(Protocol version) {
        return version == protocol ? this : new Endpoint(type, host, port, path, version);
    }

    /** {@code host:port}, IPv6 in brackets. */
    public String authority() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    @Override
    public String toString() {
        return type == EndpointType.USER ? "user " + host : type + "://" + authority() + path;
    }

    private static Endpoint ofAuthority(EndpointType type, String authority, String path, String value) {
        Matcher parts = AUTHORITY.matcher(authority);
        if (!parts.matches() || !PATH.matcher(path).matches()) {
            throw malformed(value);
        }
        boolean bracketed = parts.group(1) != null;
        String host = bracketed ? parts.group(1) : parts.group(2);
        if (host.length() > LONGEST_HOST
                || !(bracketed ? IPV6 : HOST_NAME).matcher(host).matches()) {
            throw malformed(value);
        }
        int port = parts.group(3) == null ? type.defaultPort() : Integer.parseInt(parts.group(3));
        if (port < 1 || port > 65535) {
            throw InvalidValueException.of("endpoint port", value, "1..65535");
        }
        return new Endpoint(type, host, port, path);
    }

    private static InvalidValueException malformed(String value) {
        return InvalidValueException.of("endpoint", value, "host:port, [IPv6]:port or an http(s) URL");
    }

    private static boolean isIpv4(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if ((c < '0' || c > '9') && c != '.') {
                return false;
            }
        }
        return true;
    }
}
