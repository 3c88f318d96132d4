package io.amalgam8.sidecar.ctl;

/** How a verb ends, for scripts. */
enum ExitCode {
    /** {@code status}: ready. {@code explain}: the call goes to an instance. */
    GOOD(0),
    /** {@code status}: degraded, serving by what is known. {@code explain}: the sidecar answers itself. */
    LESS_GOOD(1),
    /** The command line makes no sense, as with the sidecar itself. */
    USAGE(2),
    /** Somebody answers, and not as the admin API does. */
    UNEXPECTED(3),
    /** There is no sidecar at that address. */
    UNREACHABLE(4),
    /** {@code status}: not ready. */
    NOT_READY(5);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
