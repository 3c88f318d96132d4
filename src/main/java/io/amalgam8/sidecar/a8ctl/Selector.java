package io.amalgam8.sidecar.a8ctl;

import java.util.Optional;

/** Which calls get which version, as it is typed: {@code VERSION(KEY=VALUE)}. */
sealed interface Selector {

    /** The code for what is no selector. */
    int INVALID = 5;

    /** The code for a selector by something unknown. */
    int UNKNOWN_KEY = 6;

    /** What a header has to hold for {@code user}. */
    String USER_PREFIX = ".*?user=";

    String COOKIE = "Cookie";

    String version();

    /** A share of all calls: {@code v2(weight=0.25)}. */
    record ByWeight(String version, double weight) implements Selector {}

    /** Calls with a header in which the pattern is found: {@code v2(user="Alice")}, {@code v2(header="Name:regex")}. */
    record ByHeader(String version, String header, String pattern) implements Selector {}

    /** Reads one. */
    static Selector parse(String text) throws FailedCommandException {
        VersionAnd parts = VersionAnd.parse(text).orElseThrow(() -> invalid(text));
        int equals = parts.rest().indexOf('=');
        String key = (equals < 0 ? parts.rest() : parts.rest().substring(0, equals)).strip();
        String value = equals < 0 ? "" : parts.rest().substring(equals + 1).strip();
        return switch (key) {
            case "weight" ->
                Numbers.share(value)
                        .map(weight -> new ByWeight(parts.version(), weight))
                        .orElseThrow(() -> invalid(text));
            case "user" ->
                named(unquoted(value))
                        .map(user -> new ByHeader(parts.version(), COOKIE, USER_PREFIX + user))
                        .orElseThrow(() -> invalid(text));
            case "header" ->
                Header.parse(unquoted(value))
                        .map(header -> new ByHeader(parts.version(), header.name(), header.pattern()))
                        .orElseThrow(() -> invalid(text));
            default ->
                throw new FailedCommandException(
                        UNKNOWN_KEY, "Unrecognized --selector key (" + key + ") in selector: " + text);
        };
    }

    private static Optional<String> named(String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    /** Without the blanks and double quotes at both ends. */
    private static String unquoted(String value) {
        int start = 0;
        int end = value.length();
        while (start < end && isTrimmed(value.charAt(start))) {
            start++;
        }
        while (end > start && isTrimmed(value.charAt(end - 1))) {
            end--;
        }
        return value.substring(start, end);
    }

    private static boolean isTrimmed(char letter) {
        return letter == ' ' || letter == '"';
    }

    private static FailedCommandException invalid(String text) {
        return new FailedCommandException(INVALID, "Invalid --selector value: " + text);
    }
}
