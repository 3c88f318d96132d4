package io.amalgam8.sidecar.a8ctl;

import java.util.Optional;

/** A header's name and the regular expression that is to be found in it, as it is typed: {@code Name:regex}. */
record Header(String name, String pattern) {

    /** Reads it, cut at the first colon; empty when there is no colon or no name. */
    static Optional<Header> parse(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? "" : text.substring(0, colon).strip();
        return name.isEmpty() ? Optional.empty() : Optional.of(new Header(name, text.substring(colon + 1)));
    }
}
