package io.amalgam8.sidecar.transport;

import io.amalgam8.sidecar.transport.OwnAnswer.Kind;

/** What is wrong with a peer's bytes, and where: everything before is sound. Expected, hence without a stack trace. */
final class Violation extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final int index;

    Violation(Kind kind, int index, String reason) {
        super(reason, null, false, false);
        this.kind = kind;
        this.index = index;
    }

    static Violation malformed(int index, String reason) {
        return new Violation(Kind.MALFORMED, index, reason);
    }

    static Violation tooLarge(int index, String reason) {
        return new Violation(Kind.HEAD_TOO_LARGE, index, reason);
    }

    /** What a caller that has sent this is told. */
    Kind kind() {
        return kind;
    }

    /** Of the first byte that cannot stand where it does, in what was looked through. */
    int index() {
        return index;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
