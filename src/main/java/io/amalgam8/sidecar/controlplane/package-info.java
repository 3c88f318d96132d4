/**
 * The embedded control plane: a registry and a controller in memory, with Amalgam8's HTTP APIs. The rules of both are in
 * classes without HTTP ({@code InstanceStore}, {@code RuleStore}, {@code RuleSchema}); {@code ApiRouter} is the HTTP that
 * they share. Start reading at {@link io.amalgam8.sidecar.controlplane.RegistryVerticle} and {@link io.amalgam8.sidecar.controlplane.ControllerVerticle}.
 */
@NullMarked
package io.amalgam8.sidecar.controlplane;

import org.jspecify.annotations.NullMarked;
