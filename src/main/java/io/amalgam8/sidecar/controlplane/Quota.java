package io.amalgam8.sidecar.controlplane;

/**
 * What a store may hold, in estimated bytes: one that took everything would end by taking the process down.
 *
 * @param bytes the most that everything kept may weigh together
 */
record Quota(long bytes) {

    /** What an entry costs beside its text. */
    static final int ENTRY = 512;

    /** A quarter of the heap for each store. */
    static Quota ofHeap() {
        return new Quota(Runtime.getRuntime().maxMemory() / 4);
    }

    boolean allows(long weight) {
        return weight <= bytes;
    }
}
