package io.amalgam8.sidecar.settings;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be set.
 *
 * @param standard what holds when nobody says otherwise
 * @param help one line, without a full stop
 */
record Option<T>(Names names, Kind<T> kind, Fallback standard, String help) {

    /**
     * What the option is called.
     *
     * @param key its path in the YAML file, with dots
     */
    record Names(Optional<String> flag, Optional<String> variable, Optional<String> key) {}

    /**
     * A default.
     *
     * @param text as it would be written; empty when there is none, or when it depends on something else
     * @param description for people; empty when there is no default
     */
    record Fallback(Optional<String> text, String description) {}

    /** Can be a flag, a variable and a key. */
    static <T> Option<T> everywhere(String flag, String key, Kind<T> kind, String help) {
        return named(new Names(Optional.of(flag), variable(flag), Optional.of(key)), kind, help);
    }

    /** A flag and a variable, of which a file cannot tell. */
    static <T> Option<T> outsideFile(String flag, Kind<T> kind, String help) {
        return named(new Names(Optional.of(flag), variable(flag), Optional.empty()), kind, help);
    }

    /** A flag only: what this one run is to do. */
    static <T> Option<T> onCommandLine(String flag, Kind<T> kind, String help) {
        return named(new Names(Optional.of(flag), Optional.empty(), Optional.empty()), kind, help);
    }

    /** A key only. */
    static <T> Option<T> inFile(String key, Kind<T> kind, String help) {
        return named(new Names(Optional.empty(), Optional.empty(), Optional.of(key)), kind, help);
    }

    Option<T> otherwise(String text) {
        return new Option<>(names, kind, new Fallback(Optional.of(text), text), help);
    }

    /** Its default depends on something else. */
    Option<T> otherwiseDependingOn(String description) {
        return new Option<>(names, kind, new Fallback(Optional.empty(), description), help);
    }

    /** The default, as it would be written. */
    Optional<String> fallback() {
        return standard.text;
    }

    Optional<String> flag() {
        return names.flag;
    }

    Optional<String> variable() {
        return names.variable;
    }

    Optional<String> key() {
        return names.key;
    }

    /** No two options have a title in common. Comparing all that a record holds would cost the start more than it is. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Option<?> option && option.title().equals(title());
    }

    @Override
    public int hashCode() {
        return title().hashCode();
    }

    /** The name that people know it by: the flag's, or else the key. */
    String title() {
        return flag().or(this::key).orElseThrow();
    }

    /** All its names, to say how a missing value could be given: {@code --a_b, A8_A_B or a.b}. */
    String ways() {
        String ways = flag().map(flag -> "--" + flag).orElse("")
                + variable().map(variable -> ", " + variable).orElse("")
                + key().map(key -> " or " + key).orElse("");
        return ways.startsWith(" or ") ? ways.substring(4) : ways;
    }

    private static <T> Option<T> named(Names names, Kind<T> kind, String help) {
        return new Option<>(names, kind, new Fallback(Optional.empty(), ""), help);
    }

    private static Optional<String> variable(String flag) {
        return Optional.of("A8_" + flag.toUpperCase(Locale.ROOT));
    }
}
