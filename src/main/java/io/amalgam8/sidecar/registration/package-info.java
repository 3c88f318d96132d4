/**
 * Registers the application, keeps it registered, and takes it out. Start reading at
 * {@link io.amalgam8.sidecar.registration.RegistrationVerticle}.
 */
@NullMarked
package io.amalgam8.sidecar.registration;

import org.jspecify.annotations.NullMarked;
