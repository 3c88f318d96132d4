/**
 * Conversations with the registry and the controller, as they are and whatever they answer. Start reading at
 * {@link io.amalgam8.sidecar.client.RegistryClient}.
 */
@NullMarked
package io.amalgam8.sidecar.client;

import org.jspecify.annotations.NullMarked;
