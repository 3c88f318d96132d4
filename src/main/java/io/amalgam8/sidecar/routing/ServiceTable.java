package io.amalgam8.sidecar.routing;

import java.util.List;
import java.util.Optional;

/**
 * All that decides calls to one service.
 *
 * @param hasRouteRules whether route rules exist, be they for other callers
 * @param routes those of them that requests are held against, in order
 * @param actions the action rules that requests are held against, in order
 * @param everyInstance where a call goes without route rules; empty when there is no instance
 * @param states what became of its rules: route rules in order, action rules in order, then those that are refused
 */
record ServiceTable(
        String service,
        boolean hasRouteRules,
        List<RouteRule> routes,
        List<ActionRule> actions,
        Optional<Destination> everyInstance,
        List<RuleState> states) {}
