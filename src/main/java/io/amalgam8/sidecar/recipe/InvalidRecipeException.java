package io.amalgam8.sidecar.recipe;

/** A topology, a scenario or a check that makes no sense, and why. Expected, hence without a stack trace. */
public final class InvalidRecipeException extends Exception {

    InvalidRecipeException(String place, String problem, String expected) {
        super(place + ": " + problem + " (expected: " + expected + ")", null, false, false);
    }

    /** The message, which such an exception always has. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
