package io.amalgam8.sidecar.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hosts and ports as they are written; nothing is looked up. */
final class Hosts {

    private static final int LONGEST_NAME = 253;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_.])?");
    private static final Pattern NUMERIC = Pattern.compile("[0-9.]+");
    private static final Pattern OCTET = Pattern.compile("25[0-5]|2[0-4]\\d|1?\\d?\\d");
    private static final Pattern IPV4 = Pattern.compile("(?:(?:" + OCTET + ")(?:\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%[A-Za-z0-9._-]+)?");
    private static final Pattern WITH_PORT = Pattern.compile("(?:\\[([^\\]]*)]|([^:\\[\\]]*)):(\\d{1,5})");

    private Hosts() {}

    /** A host name or an IP address, without the brackets of IPv6; empty when it is neither. */
    static Optional<String> read(String text) {
        if (text.startsWith("[") && text.endsWith("]")) {
            return Optional.of(text.substring(1, text.length() - 1)).filter(Hosts::isIpv6);
        }
        return Optional.of(text).filter(host -> isName(host) || isIpv6(host));
    }

    /** {@code host:port}, IPv6 in brackets, port 1 to 65535. */
    static Optional<String> readWithPort(String text) {
        Matcher parts = WITH_PORT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int port = Integer.parseInt(parts.group(3));
        boolean known = parts.group(1) == null ? isName(parts.group(2)) : isIpv6(parts.group(1));
        return Optional.of(text).filter(any -> known && port >= 1 && port <= 65535);
    }

    /** Whether it stands for all interfaces. */
    static boolean isWildcard(String host) {
        return host.equals("0.0.0.0") || host.equals("::");
    }

    /** Whether only this machine can reach it. */
    static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
    }

    /** A number of up to five digits. */
    static Optional<Integer> readPort(String text) {
        return text.matches("[0-9]{1,5}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }

    private static boolean isName(String host) {
        if (NUMERIC.matcher(host).matches()) {
            return IPV4.matcher(host).matches();
        }
        return host.length() <= LONGEST_NAME && NAME.matcher(host).matches();
    }

    private static boolean isIpv6(String host) {
        if (!IPV6.matcher(host).matches()) {
            return false;
        }
        try {
            // With a colon in it, it is parsed and never resolved. The zone need not exist here.
            return InetAddress.getByName(host.replaceAll("%.*", "")).getAddress().length > 0;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
