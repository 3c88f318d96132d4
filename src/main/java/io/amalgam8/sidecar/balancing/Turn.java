package io.amalgam8.sidecar.balancing;

import java.util.random.RandomGenerator;

/** One instance after another; begins anywhere, so that many sidecars do not march in step. */
final class Turn implements Strategy {

    private int next = -1;

    @Override
    public int pick(Candidates candidates, long key, RandomGenerator chance, long now) {
        int size = candidates.size();
        int first = next < 0 ? chance.nextInt(size) : next % size;
        int picked = first;
        while (candidates.isHeldBack(picked, chance, now)) {
            picked = (picked + 1) % size;
            if (picked == first) {
                break;
            }
        }
        next = (picked + 1) % size;
        return picked;
    }
}
