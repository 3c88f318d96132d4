package io.amalgam8.sidecar.balancing;

import java.util.random.RandomGenerator;

/**
 * Of two instances drawn by chance, the one with less to do: nearly as even as asking all of them, and without the herd
 * that runs to the one idle instance (Mitzenmacher, <i>The Power of Two Choices in Randomized Load Balancing</i>, 2001).
 */
final class PowerOfTwoChoices {

    private PowerOfTwoChoices() {}

    /** The one on which a call will probably take less time. */
    static int byLatency(Candidates candidates, RandomGenerator chance, long now) {
        int size = candidates.size();
        if (size == 1) {
            return 0;
        }
        int one = chance.nextInt(size);
        int other = another(one, size, chance);
        if (candidates.isRamping(now)) {
            boolean oneHeld = candidates.isHeldBack(one, chance, now);
            boolean otherHeld = candidates.isHeldBack(other, chance, now);
            if (oneHeld != otherHeld) {
                return oneHeld ? other : one;
            }
        }
        return candidates.member(other).isBetterThan(candidates.member(one), now) ? other : one;
    }

    /** The one with fewer calls under way. */
    static int byRequests(Candidates candidates, RandomGenerator chance, long now) {
        int size = candidates.size();
        if (size == 1) {
            return 0;
        }
        int one = chance.nextInt(size);
        int other = another(one, size, chance);
        if (candidates.isHeldBack(one, chance, now)) {
            return other;
        }
        boolean otherIsIdler =
                candidates.member(other).inFlight() < candidates.member(one).inFlight();
        return otherIsIdler && !candidates.isHeldBack(other, chance, now) ? other : one;
    }

    private static int another(int one, int size, RandomGenerator chance) {
        int other = chance.nextInt(size - 1);
        return other < one ? other : other + 1;
    }
}
