package io.amalgam8.sidecar.routing;

/**
 * One clause of a rule's match and whether it held. An entry of {@code match.none} that holds makes its rule fail.
 *
 * @param place where it stands in the rule, such as {@code match.any[1].headers.cookie}
 * @param wanted the expression, or the source as {@code name:tags}
 */
public record Clause(String place, String wanted, boolean held) {}
