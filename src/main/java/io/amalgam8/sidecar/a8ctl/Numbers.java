package io.amalgam8.sidecar.a8ctl;

import java.math.BigDecimal;
import java.util.Optional;

/** Numbers as they are typed. */
final class Numbers {

    /** Nobody writes longer ones. */
    private static final int LONGEST = 32;

    private Numbers() {}

    /** A finite number in decimal notation; empty for anything else. */
    static Optional<Double> decimal(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            double number = new BigDecimal(text.strip()).doubleValue();
            return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** A part of all calls: above 0 and at most 1. */
    static Optional<Double> share(String text) {
        return decimal(text).filter(share -> share > 0 && share <= 1);
    }

    /** Above 0. */
    static Optional<Double> positive(String text) {
        return decimal(text).filter(number -> number > 0);
    }

    static Optional<Integer> integer(String text) {
        try {
            return Optional.of(Integer.valueOf(text.strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
