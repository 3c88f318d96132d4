package io.amalgam8.sidecar.routing;

import java.util.Optional;

/** Where in a {@code Cookie} header the value of one cookie stands, whitespace and quotes around it left out. */
record CookiePlace(String header, int from, int to) {

    /** The first cookie of that name; names are compared with case, as RFC 6265 does. */
    static Optional<CookiePlace> first(String name, HeaderMemory headers) {
        int count = headers.count("cookie");
        for (int i = 0; i < count; i++) {
            Optional<CookiePlace> found = first(name, headers.value(i));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    boolean holds(String value) {
        return to - from == value.length() && header.startsWith(value, from);
    }

    private static Optional<CookiePlace> first(String name, String header) {
        for (int from = 0; from < header.length(); ) {
            int semicolon = header.indexOf(';', from);
            int to = semicolon < 0 ? header.length() : semicolon;
            int start = skipBlanks(header, from, to);
            if (header.startsWith(name, start)) {
                int equals = skipBlanks(header, start + name.length(), to);
                if (equals < to && header.charAt(equals) == '=') {
                    return Optional.of(trimmed(header, equals + 1, to));
                }
            }
            from = to + 1;
        }
        return Optional.empty();
    }

    private static CookiePlace trimmed(String header, int from, int to) {
        int start = skipBlanks(header, from, to);
        int end = to;
        while (end > start && isBlank(header.charAt(end - 1))) {
            end--;
        }
        boolean quoted = end - start >= 2 && header.charAt(start) == '"' && header.charAt(end - 1) == '"';
        return quoted ? new CookiePlace(header, start + 1, end - 1) : new CookiePlace(header, start, end);
    }

    private static int skipBlanks(String header, int from, int to) {
        int at = from;
        while (at < to && isBlank(header.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
