/**
 * The decision for one request, without any I/O. Start reading at {@link io.amalgam8.sidecar.routing.RoutingTable}, then
 * {@link io.amalgam8.sidecar.routing.Evaluation}.
 *
 * <p>A table is compiled in this order: {@code RuleBook} keeps the good rules, {@code MatchCompiler} holds their sources
 * against the caller, {@code InstanceIndex} sorts the instances, {@code TableCompiler} brings both together.
 */
@NullMarked
package io.amalgam8.sidecar.routing;

import org.jspecify.annotations.NullMarked;
