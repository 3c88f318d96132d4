package io.amalgam8.sidecar.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the access log goes.
 *
 * @param directory the directory of its file; standard output when empty
 */
public record AccessLogOptions(Optional<Path> directory) {}
