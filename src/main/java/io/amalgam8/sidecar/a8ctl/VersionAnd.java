package io.amalgam8.sidecar.a8ctl;

import java.util.Optional;

/** The form that selectors and actions share, {@code VERSION(REST)}: cut at the first and at the last parenthesis. */
record VersionAnd(String version, String rest) {

    /** Reads it; empty when a part or a parenthesis is missing, or something follows. */
    static Optional<VersionAnd> parse(String text) {
        int open = text.indexOf('(');
        if (open < 0 || !text.endsWith(")")) {
            return Optional.empty();
        }
        String version = text.substring(0, open).strip();
        String rest = text.substring(open + 1, text.length() - 1).strip();
        return version.isEmpty() || rest.isEmpty() ? Optional.empty() : Optional.of(new VersionAnd(version, rest));
    }
}
