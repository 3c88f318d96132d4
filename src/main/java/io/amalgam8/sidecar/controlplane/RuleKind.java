package io.amalgam8.sidecar.controlplane;

/** What a rule does: the two have an API of their own each. */
enum RuleKind {
    ROUTE,
    ACTION
}
