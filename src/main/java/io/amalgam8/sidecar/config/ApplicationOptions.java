package io.amalgam8.sidecar.config;

import java.util.List;

/**
 * The application to supervise.
 *
 * @param command its command line: the program, then its arguments
 */
public record ApplicationOptions(List<String> command) {

    public ApplicationOptions {
        command = List.copyOf(command);
        Checks.notEmpty("application", command);
    }
}
