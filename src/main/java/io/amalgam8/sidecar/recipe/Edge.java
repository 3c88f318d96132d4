package io.amalgam8.sidecar.recipe;

/** Who calls whom. */
record Edge(Party source, Party destination) {

    @Override
    public String toString() {
        return source + " -> " + destination;
    }
}
