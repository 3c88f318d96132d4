package io.amalgam8.sidecar.config;

import java.nio.file.Path;

/** The bearer token for a server: none, given, or in a file that is read again when it changes. */
public sealed interface Token {

    /** The server asks for none. */
    record None() implements Token {}

    /** As it was configured. */
    record Given(Secret secret) implements Token {}

    /** Whatever the file holds now. */
    record InFile(Path file) implements Token {}
}
