package io.amalgam8.sidecar.controlplane;

/** A request that is answered with an error. Expected, hence without a stack trace. */
final class RefusalException extends RuntimeException {

    private final int status;
    private final String id;

    /**
     * @param id the controller's name for the error; the registry has none and shows the text alone
     * @param text what the caller is told
     */
    RefusalException(int status, String id, String text) {
        super(text, null, false, false);
        this.status = status;
        this.id = id;
    }

    int status() {
        return status;
    }

    String id() {
        return id;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
