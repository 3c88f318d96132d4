package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.model.Actions.Action;

/** Watches a decision being made, so that what is explained is what is decided. */
interface Observer {

    /** Looks away. */
    Observer NONE = new Observer() {};

    /** A header was asked for. */
    default void tested(HeaderClause clause, boolean found) {}

    /** A rule held or failed, by the clauses tested since the last one. */
    default void tried(CompiledRule rule, boolean held) {}

    /** A backend was chosen, by the caller's cookie or by the weights. */
    default void chose(RouteRule rule, RouteBackend backend, boolean remembered) {}

    /** An action of the action rule that held was done or not. */
    default void considered(Action action, ActionOutcome outcome) {}
}
