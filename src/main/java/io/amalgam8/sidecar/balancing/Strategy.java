package io.amalgam8.sidecar.balancing;

import java.util.random.RandomGenerator;

/** One way to choose among a backend's instances. */
interface Strategy {

    /** So often is drawn again, at most, where an instance is too new for the call. */
    int MOST_DRAWS = 10;

    /**
     * Chooses one of at least one.
     *
     * @param key stands for the caller; calls with the same key may belong together
     * @return its index
     */
    int pick(Candidates candidates, long key, RandomGenerator chance, long now);

    /** The strategy by Amalgam8's name for it; by load for one that is not known. */
    static Strategy named(String name, Candidates candidates, Turn turn) {
        return switch (name) {
            case "round_robin" -> turn;
            case "random" -> (all, key, chance, now) -> random(all, chance, now);
            case "least_request" -> (all, key, chance, now) -> PowerOfTwoChoices.byRequests(all, chance, now);
            case "ring_hash" -> new HashRing(candidates);
            default -> (all, key, chance, now) -> PowerOfTwoChoices.byLatency(all, chance, now);
        };
    }

    private static int random(Candidates all, RandomGenerator chance, long now) {
        int drawn = chance.nextInt(all.size());
        for (int i = 0; i < MOST_DRAWS && all.isHeldBack(drawn, chance, now); i++) {
            drawn = chance.nextInt(all.size());
        }
        return drawn;
    }
}
