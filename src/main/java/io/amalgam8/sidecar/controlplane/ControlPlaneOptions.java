package io.amalgam8.sidecar.controlplane;

import java.time.Duration;
import java.util.List;

/**
 * How the embedded control plane is run.
 *
 * @param host the address that both servers bind
 * @param registryPort 0 lets the system choose
 * @param controllerPort 0 lets the system choose
 * @param minTtl the shortest time that a registration is granted, 1 s to 600 s
 */
public record ControlPlaneOptions(
        String host, int registryPort, int controllerPort, AuthMode authMode, Duration minTtl, Dialect dialect) {

    /** What the arguments of the verb {@code control-plane} ask for. */
    public sealed interface Outcome {

        /** Run the two servers so. */
        record Run(ControlPlaneOptions options) implements Outcome {}

        /** Print this text and end well. */
        record Help(String text) implements Outcome {}

        /** Print all of these, bind nothing and end with the status for a wrong configuration. */
        record Invalid(List<String> problems) implements Outcome {

            public Invalid {
                problems = List.copyOf(problems);
            }
        }
    }

    /**
     * Reads the words after {@code control-plane}: flags of one or two dashes, {@code --flag value} or {@code --flag=value}.
     * The file of {@code --jwt_secret_file} is read here, once.
     */
    public static Outcome parse(List<String> arguments) {
        return new ControlPlaneCommand().parse(arguments);
    }
}
