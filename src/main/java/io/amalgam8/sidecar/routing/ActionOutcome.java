package io.amalgam8.sidecar.routing;

/** What became of one action for one call. */
public enum ActionOutcome {
    /** It is done. */
    FIRES,
    /** Chance, by the action's probability, spared the call. */
    SPARED,
    /** The backend or instance lacks one of the action's tags. */
    OTHER_TAGS,
    /** An earlier abort has already answered. */
    AFTER_ABORT,
    /** A trace without key or value, which adds nothing. */
    INCOMPLETE
}
