package io.amalgam8.sidecar.balancing;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Calls with the same key go to the same instance, and when instances come and go only the share of those moves
 * (Karger et al., <i>Consistent Hashing and Random Trees</i>, 1997). Each instance has many places on the ring.
 */
final class HashRing implements Strategy {

    private static final int PLACES = 100;
    private static final int MOST_PLACES = 100_000;
    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final long[] places;
    private final int[] owners;

    /** Of all instances, healthy or not: it stays as it is when their health changes. */
    HashRing(List<Member> all) {
        int size = all.size();
        int each = Math.max(1, Math.min(PLACES, MOST_PLACES / size));
        long[][] ring = new long[size * each][];
        for (int i = 0; i < size; i++) {
            long name = hash(all.get(i).endpoint().toString());
            for (int j = 0; j < each; j++) {
                ring[i * each + j] = new long[] {mix(name + j * FNV_PRIME), i};
            }
        }
        Arrays.sort(ring, (one, other) -> Long.compare(one[0], other[0]));
        places = new long[ring.length];
        owners = new int[ring.length];
        for (int i = 0; i < ring.length; i++) {
            places[i] = ring[i][0];
            owners[i] = (int) ring[i][1];
        }
    }

    @Override
    public int pick(Candidates candidates, long key, RandomGenerator chance, long now) {
        int found = Arrays.binarySearch(places, mix(key));
        int place = found < 0 ? -found - 1 : found;
        for (int i = 0; i < owners.length; i++) {
            int index = candidates.indexOf(owners[(place + i) % owners.length]);
            if (index >= 0) {
                return index;
            }
        }
        return 0;
    }

    /** A text as a key (FNV-1a). */
    static long hash(CharSequence text) {
        long hash = FNV_BASIS;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    /** Spreads keys that are alike over the whole ring (the finalizer of SplitMix64). */
    private static long mix(long key) {
        long mixed = (key ^ (key >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
