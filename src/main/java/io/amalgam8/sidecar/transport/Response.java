package io.amalgam8.sidecar.transport;

/**
 * The head of an answer.
 *
 * @param reason the phrase after the status; may be empty
 */
public record Response(int status, String reason, Fields fields) {

    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    public boolean switchesProtocols() {
        return status == SWITCHING_PROTOCOLS;
    }

    /** Whether an answer with this status never has a body, whatever its fields say (RFC 9110, 6.4.1). */
    public static boolean isBodiless(int status) {
        return status < 200 || status == NO_CONTENT || status == NOT_MODIFIED;
    }
}
