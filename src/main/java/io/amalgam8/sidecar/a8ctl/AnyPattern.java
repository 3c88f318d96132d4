package io.amalgam8.sidecar.a8ctl;

/** What has to be found somewhere in a header. */
final class AnyPattern {

    /** Not a regular expression, but the word for every value. */
    static final String ANY = "*";

    private AnyPattern() {}

    /** The regular expression of a rule. */
    static String within(String pattern) {
        return pattern.equals(ANY) ? ".*" : ".*?" + pattern;
    }
}
