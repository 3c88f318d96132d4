package io.amalgam8.sidecar.config;

import io.amalgam8.sidecar.model.Endpoint;

/**
 * How the application is registered.
 *
 * @param endpoint where others reach it
 */
public record RegistrationOptions(Endpoint endpoint, ServerOptions registry) {}
