package io.amalgam8.sidecar.balancing;

import java.util.List;
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

    /**
     * The strategy by Amalgam8's name for it; by load for one that is not known.
     *
     * @param all the listed instances, in the order of the candidates that it will choose from
     */
    static Strategy named(String name, List<Member> all, Turn turn) {
        return switch (name) {
            case "round_robin" -> turn;
            case "random" -> (from, key, chance, now) -> random(from, chance, now);
            case "least_request" -> (from, key, chance, now) -> PowerOfTwoChoices.byRequests(from, chance, now);
            case "ring_hash" -> new HashRing(all);
            default -> (from, key, chance, now) -> PowerOfTwoChoices.byLatency(from, chance, now);
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
