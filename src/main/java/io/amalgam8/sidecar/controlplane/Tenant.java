package io.amalgam8.sidecar.controlplane;

/** A namespace: what one tenant registers or rules is never seen by another. */
record Tenant(String name) {

    /** Whom everybody is where no token is needed. */
    static final Tenant DEFAULT = new Tenant("default");

    /** Masked: where tokens are trusted, the name is the token. */
    @Override
    public String toString() {
        return "***";
    }
}
