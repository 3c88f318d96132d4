package io.amalgam8.sidecar.a8ctl;

/** Why a command ends without having done its work, and the code to end with. Expected, hence without a stack trace. */
final class FailedCommandException extends Exception {

    /** A check of a recipe has failed. */
    static final int CHECK_FAILED = 1;

    static final int UNREACHABLE = 2;
    static final int UNEXPECTED = 3;

    private final int code;

    /** @param message what to print, as it stands; empty for nothing more than was printed already */
    FailedCommandException(int code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    int code() {
        return code;
    }

    /** The message, which such an exception always has. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
