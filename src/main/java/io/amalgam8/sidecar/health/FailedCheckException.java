package io.amalgam8.sidecar.health;

import java.util.Optional;

/** A check that did not pass, and why. Expected, hence without a stack trace. */
final class FailedCheckException extends RuntimeException {

    private static final int LONGEST = 200;
    private static final int DEEPEST = 10;

    FailedCheckException(String reason) {
        super(reason, null, false, false);
    }

    /** Why something failed, in one short line. Failures of TLS and DNS say it only at the end of their chain. */
    static String reasonOf(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause.getCause() != null && depth < DEEPEST; depth++) {
            cause = cause.getCause();
        }
        String said = Optional.ofNullable(cause.getMessage())
                .flatMap(message -> message.lines().findFirst())
                .orElse(cause.getClass().getSimpleName());
        return said.length() <= LONGEST ? said : said.substring(0, LONGEST) + "…";
    }
}
