package io.amalgam8.sidecar.ctl;

/** The admin API could not be asked, or has not answered as it should. Expected, hence without a stack trace. */
final class FailedQuestionException extends Exception {

    private final ExitCode code;

    FailedQuestionException(ExitCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    ExitCode code() {
        return code;
    }

    /** The message, which such an exception always has. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
