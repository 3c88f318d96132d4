package io.amalgam8.sidecar.config;

import io.amalgam8.sidecar.model.Endpoint;

/**
 * How the application is registered.
 *
 * @param endpoint where others reach it
 */
public record RegistrationOptions(Endpoint endpoint, ServerOptions registry) {

    /** The same registration, with what of others can change while it stands. */
    RegistrationOptions renewedBy(RegistrationOptions next) {
        return new RegistrationOptions(endpoint, registry.renewedBy(next.registry));
    }
}
