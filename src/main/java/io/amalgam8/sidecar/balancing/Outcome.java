package io.amalgam8.sidecar.balancing;

/** What one try says about the instance that it went to. */
public enum Outcome {
    /** It answered; with what is between the caller and the application, unless it is a server's error. */
    SUCCESS,
    /** It could not be reached: nothing of the request has. */
    CONNECT_FAILURE,
    /** It answered that it has failed, was silent for too long, broke off, or did not speak HTTP. */
    FAILURE,
    /** Nothing, or not yet: the caller has left, or we have ended the try ourselves. */
    NONE;

    private static final int FIRST_SERVER_ERROR = 500;

    /** What an HTTP status says: failures are the server's errors alone, never the caller's. */
    public static Outcome of(int status) {
        return status >= FIRST_SERVER_ERROR ? FAILURE : SUCCESS;
    }
}
