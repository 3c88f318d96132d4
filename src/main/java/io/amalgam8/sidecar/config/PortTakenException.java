package io.amalgam8.sidecar.config;

/** A port that we were told to listen on is somebody else's. Expected, hence without a stack trace. */
public final class PortTakenException extends RuntimeException {

    private static final int REDIS = 6379;

    private PortTakenException(String message) {
        super(message, null, false, false);
    }

    /** Names the listener ({@code proxy}, {@code admin}), where it wanted to listen, and what to do. */
    public static PortTakenException of(String listener, String host, int port, String option) {
        String redis = port == REDIS ? "; Redis uses this port, too" : "";
        return new PortTakenException(listener + " port: " + host + ":" + port + " is taken (expected: a free port"
                + redis + "; choose another by " + option + ")");
    }

    /** The message, which such an exception always has. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
