package io.amalgam8.sidecar.ctl;

/** How a verb ends, for scripts. */
enum ExitCode {
    /** {@code status}: ready. {@code explain}: the call goes to an instance. */
    GOOD(0),
    /** {@code status}: degraded, serving by what is known. {@code explain}: the sidecar answers itself. */
    LESS_GOOD(1),
    /** Nobody answers at that address. */
    UNREACHABLE(2),
    /** Somebody answers, and not as the admin API does. */
    UNEXPECTED(3),
    /** {@code status}: not ready. */
    NOT_READY(4),
    /** The command line makes no sense: EX_USAGE of sysexits.h. */
    USAGE(64);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
