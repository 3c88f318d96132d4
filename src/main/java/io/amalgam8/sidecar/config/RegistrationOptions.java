package io.amalgam8.sidecar.config;

import io.amalgam8.sidecar.model.Endpoint;
import java.util.List;

/**
 * How the application is registered.
 *
 * @param endpoint where others reach it
 * @param healthChecks all of them must pass, or it is not registered
 */
public record RegistrationOptions(Endpoint endpoint, ServerOptions registry, List<HealthCheckOptions> healthChecks) {

    public RegistrationOptions {
        healthChecks = List.copyOf(healthChecks);
    }

    /** The same registration, with what of others can change while it stands. */
    RegistrationOptions renewedBy(RegistrationOptions next) {
        return new RegistrationOptions(endpoint, registry.renewedBy(next.registry), next.healthChecks);
    }
}
