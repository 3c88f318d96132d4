package io.amalgam8.sidecar.registration;

import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.config.Secret;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The application, as far as its registration goes by it.
 *
 * @param state how it is now, as who runs it sees it; up where nobody of us runs it
 * @param environment what it has beside our own environment, by name
 */
public record Application(Supplier<Health.State> state, Map<String, Secret> environment) {

    public Application {
        environment = Map.copyOf(environment);
    }

    /** One that runs without us. */
    public static Application ofSomebodyElse() {
        return new Application(() -> Health.State.UP, Map.of());
    }
}
