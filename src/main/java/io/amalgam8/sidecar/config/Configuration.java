package io.amalgam8.sidecar.config;

import io.amalgam8.sidecar.model.Identity;
import java.util.List;
import java.util.Optional;

/**
 * Everything that steers one sidecar, valid as a whole. What is switched off is absent.
 *
 * @param registration how the application is registered
 * @param proxying how its calls are routed
 * @param commands what to run and watch: the application of the command line, if there is one, before all others
 * @param shipping where the access log goes
 * @param warnings what was noticed and does not stop the start: sentences for the log
 */
public record Configuration(
        Identity identity,
        Optional<RegistrationOptions> registration,
        Optional<ProxyingOptions> proxying,
        AdminOptions admin,
        AccessLogOptions accessLog,
        List<CommandOptions> commands,
        Optional<ShippingOptions> shipping,
        LifecycleOptions lifecycle,
        LogLevel logLevel,
        LogFormat logFormat,
        List<String> warnings) {

    public Configuration {
        commands = List.copyOf(commands);
        warnings = List.copyOf(warnings);
    }

    /**
     * This configuration, with what of another one can change while the sidecar runs: what is switched off here stays off,
     * and what is on stays on.
     */
    public Configuration renewedBy(Configuration next) {
        return new Configuration(
                identity,
                registration.map(here -> next.registration.map(here::renewedBy).orElse(here)),
                proxying.map(here -> next.proxying.map(here::renewedBy).orElse(here)),
                admin,
                accessLog,
                commands,
                shipping,
                lifecycle,
                next.logLevel,
                logFormat,
                next.warnings);
    }
}
