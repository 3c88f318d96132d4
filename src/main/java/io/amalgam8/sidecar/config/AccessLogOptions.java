package io.amalgam8.sidecar.config;

import io.amalgam8.sidecar.model.InvalidValueException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the access log goes, and how much of it.
 *
 * @param directory the directory of its file; standard output when empty
 * @param rotation when it begins a new file there
 * @param sample the share of the calls without any trouble that are written down, 0 to 1
 */
public record AccessLogOptions(Optional<Path> directory, RotationOptions rotation, double sample) {

    public AccessLogOptions {
        if (!(sample >= 0 && sample <= 1)) {
            throw InvalidValueException.of("sample", sample, "0..1");
        }
    }

    /** Every call's line, to files in that directory. */
    public static AccessLogOptions into(Path directory) {
        return new AccessLogOptions(Optional.of(directory), RotationOptions.USUAL, 1);
    }

    /** Every call's line, to standard output. */
    public static AccessLogOptions toStandardOutput() {
        return new AccessLogOptions(Optional.empty(), RotationOptions.USUAL, 1);
    }
}
