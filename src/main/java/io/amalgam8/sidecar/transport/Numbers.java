package io.amalgam8.sidecar.transport;

import java.util.OptionalInt;

/** Whole numbers in header values: digits only, nine at most. */
public final class Numbers {

    private static final int MOST_DIGITS = 9;

    private Numbers() {}

    public static OptionalInt parse(String text) {
        if (text.isEmpty() || text.length() > MOST_DIGITS) {
            return OptionalInt.empty();
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return OptionalInt.empty();
            }
            value = value * 10 + (c - '0');
        }
        return OptionalInt.of(value);
    }
}
