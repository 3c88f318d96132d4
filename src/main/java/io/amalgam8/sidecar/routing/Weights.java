package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.model.InvalidValueException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** How the calls of one rule are shared among its backends. */
final class Weights {

    /** What sums of decimal fractions may be off by. */
    private static final double TOLERANCE = 1e-9;

    private final double[] shares;
    private final double[] thresholds;
    private final Optional<String> warning;

    private Weights(double[] shares, Optional<String> warning) {
        this.shares = shares;
        this.thresholds = thresholds(shares);
        this.warning = warning;
    }

    /**
     * Shares for these weights: those without one share what the others leave, equally; if all have one and their sum
     * is below 1, they are scaled up to it.
     *
     * @throws InvalidValueException for a weight that is not above 0 and at most 1, and a sum above 1
     */
    static Weights of(List<OptionalDouble> weights) {
        double sum = 0;
        int without = 0;
        for (int i = 0; i < weights.size(); i++) {
            sum += check(i, weights.get(i));
            without += weights.get(i).isEmpty() ? 1 : 0;
        }
        if (sum > 1 + TOLERANCE) {
            throw InvalidValueException.of("route.backends: sum of weights", sum, "at most 1");
        }
        return without == 0 ? scaled(weights, sum) : filled(weights, Math.max(0, 1 - sum) / without);
    }

    /** The backend for a number drawn from 0 (included) to 1 (excluded). */
    int drawn(double number) {
        int index = 0;
        while (number >= thresholds[index]) {
            index++;
        }
        return index;
    }

    double share(int index) {
        return shares[index];
    }

    /** What an operator should know of these weights. */
    Optional<String> warning() {
        return warning;
    }

    private static double check(int index, OptionalDouble weight) {
        double value = weight.orElse(0);
        if (weight.isPresent() && !(value > 0 && value <= 1)) {
            throw InvalidValueException.of("route.backends[" + index + "].weight", value, "above 0, at most 1");
        }
        return value;
    }

    private static Weights scaled(List<OptionalDouble> weights, double sum) {
        double[] shares =
                weights.stream().mapToDouble(weight -> weight.orElse(0) / sum).toArray();
        return new Weights(
                shares,
                sum < 1 - TOLERANCE
                        ? Optional.of("route.backends: the sum of weights is " + sum + ": scaled up to 1")
                        : Optional.empty());
    }

    private static Weights filled(List<OptionalDouble> weights, double rest) {
        boolean nothing = rest <= TOLERANCE;
        double each = nothing ? 0 : rest;
        return new Weights(
                weights.stream().mapToDouble(weight -> weight.orElse(each)).toArray(),
                nothing
                        ? Optional.of("route.backends: the weights leave nothing for the backends without one")
                        : Optional.empty());
    }

    /** Rounding may leave the sum a trace below 1: from the last backend that has a share on it is 1. */
    private static double[] thresholds(double[] shares) {
        double[] thresholds = new double[shares.length];
        double sum = 0;
        int last = 0;
        for (int i = 0; i < shares.length; i++) {
            sum += shares[i];
            thresholds[i] = sum;
            last = shares[i] > 0 ? i : last;
        }
        Arrays.fill(thresholds, last, shares.length, 1);
        return thresholds;
    }
}
