package io.amalgam8.sidecar.transport;

/** What may stand in a Host header: a name or an address, in brackets where it is IPv6, and a port (RFC 3986, 3.2.2). */
public final class HostSyntax {

    private static final String MARKS = "-._~!$&'()*+,;=%";
    private static final int MOST_PORT_DIGITS = 5;
    private static final int HIGHEST_PORT = 65_535;

    private HostSyntax() {}

    /** An empty one is valid: it says that the target has no authority. */
    public static boolean isValid(String host) {
        int colon = host.startsWith("[") ? endOfBrackets(host) : endOfName(host);
        if (colon < 0) {
            return false;
        }
        return colon == host.length() || (host.charAt(colon) == ':' && isPort(host, colon + 1));
    }

    private static int endOfName(String host) {
        int end = 0;
        while (end < host.length() && host.charAt(end) != ':') {
            if (!isNameCharacter(host.charAt(end))) {
                return -1;
            }
            end++;
        }
        return end;
    }

    private static int endOfBrackets(String host) {
        int end = host.indexOf(']');
        for (int i = 1; i < end; i++) {
            char c = host.charAt(i);
            if (Character.digit(c, 16) < 0 && c != ':' && c != '.') {
                return -1;
            }
        }
        return end < 2 ? -1 : end + 1;
    }

    private static boolean isPort(String host, int start) {
        int port = 0;
        for (int i = start; i < host.length(); i++) {
            int digit = host.charAt(i) - '0';
            if (digit < 0 || digit > 9 || i - start == MOST_PORT_DIGITS) {
                return false;
            }
            port = port * 10 + digit;
        }
        return port <= HIGHEST_PORT;
    }

    private static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || MARKS.indexOf(c) >= 0;
    }
}
