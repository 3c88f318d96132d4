package io.amalgam8.sidecar.model;

import java.time.Instant;
import java.util.Optional;

/**
 * How much use a rule was.
 *
 * @param hits calls that it held for, and that no earlier rule of its kind took
 * @param lastMatch when the last of them came; empty when none has
 */
public record RuleUsage(long hits, Optional<Instant> lastMatch) {

    /** No call has come to it. */
    public static final RuleUsage NONE = new RuleUsage(0, Optional.empty());
}
