package io.amalgam8.sidecar.shipping;

/** What a log server did, or failed to do, so that lines have to be sent once more. */
final class LogServerException extends RuntimeException {

    LogServerException(String message) {
        super(message, null, false, false);
    }

    /** The message, which such an exception always has. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
