/**
 * Mirrors the control plane: who is there, what the rules are, and the routing table that follows from both. Start reading at
 * {@link io.amalgam8.sidecar.control.DiscoveryVerticle}.
 */
@NullMarked
package io.amalgam8.sidecar.control;

import org.jspecify.annotations.NullMarked;
