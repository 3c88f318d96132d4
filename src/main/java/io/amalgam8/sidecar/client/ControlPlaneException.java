package io.amalgam8.sidecar.client;

import io.amalgam8.sidecar.poll.Postponing;
import java.time.Duration;

/** A server of the control plane did not do what it was asked. Expected, hence without a stack trace; never with a secret. */
public final class ControlPlaneException extends RuntimeException implements Postponing {

    private final Kind kind;
    private final Duration least;

    public ControlPlaneException(Kind kind, String message) {
        this(kind, message, Duration.ZERO);
    }

    /** One of a server that has said for how long it wants to be left in peace. */
    public ControlPlaneException(Kind kind, String message, Duration least) {
        super(message, null, false, false);
        this.kind = kind;
        this.least = least;
    }

    /** What went wrong, as far as it makes a difference. */
    public enum Kind {
        /** 401 or 403, or no token can be had: asking often does not help. */
        REFUSED,
        /** 404 or 410: the server does not know what it was asked about. */
        GONE,
        /** Any other status than the expected one. */
        FAILED,
        /** An answer that is not what it should be. */
        UNREADABLE,
        TIMED_OUT,
        /** No connection, or one that broke. */
        UNREACHABLE
    }

    @Override
    public Duration least() {
        return least;
    }

    public Kind kind() {
        return kind;
    }

    /** The message, which such an exception always has. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
