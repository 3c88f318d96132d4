package io.amalgam8.sidecar.model;

/** A value from outside that cannot be used. Expected, hence without a stack trace. */
public final class InvalidValueException extends RuntimeException {

    private InvalidValueException(String message) {
        super(message, null, false, false);
    }

    /** Says {@code name: value (expected: expectation)}; a value beyond 200 characters is cut there. */
    public static InvalidValueException of(String name, Object value, String expectation) {
        return new InvalidValueException(name + ": " + cut(String.valueOf(value)) + " (expected: " + expectation + ")");
    }

    /** Says just that, for messages that are given by somebody else's wording. */
    public static InvalidValueException saying(String message) {
        return new InvalidValueException(message);
    }

    /** The message, which such an exception always has. */
    public String reason() {
        return String.valueOf(getMessage());
    }

    private static String cut(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }
}
