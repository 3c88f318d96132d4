package io.amalgam8.sidecar.transport;

import io.amalgam8.sidecar.model.Endpoint;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * How many connections the event loops have to each instance, all together, and which of them wait for more. Their
 * pools are their own, so one that needs a connection asks the others to let go of theirs.
 */
public final class ConnectionCounts {

    private final Map<Endpoint, Count> counts = new ConcurrentHashMap<>();

    /** The part of one event loop in the connections to one instance; called on any thread. */
    interface Share {

        /** There may be room for a connection now. */
        void room();

        /** Another one needs a connection more than this one needs an idle one. */
        void need();
    }

    /** Has a part in the connections to that instance from now on. */
    Count join(Endpoint endpoint, Share share) {
        return counts.compute(endpoint, (key, known) -> {
            Count count = known == null ? new Count() : known;
            count.shares.add(share);
            return count;
        });
    }

    /** How many are open, or being opened, to each instance; any thread may ask. */
    public Map<Endpoint, Integer> open() {
        Map<Endpoint, Integer> open = new HashMap<>();
        counts.forEach((endpoint, count) -> open.put(endpoint, count.open.get()));
        return open;
    }

    /** Has none any more, nor any connection. */
    void leave(Endpoint endpoint, Share share) {
        counts.computeIfPresent(endpoint, (key, count) -> {
            count.shares.remove(share);
            return count.shares.isEmpty() ? null : count;
        });
    }

    /** The connections to one instance. */
    static final class Count {

        private final Set<Share> shares = ConcurrentHashMap.newKeySet();
        private final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger waiting = new AtomicInteger();

        /** Takes the place of one connection; false when there are as many as may be. */
        boolean take(int most) {
            while (true) {
                int taken = open.get();
                if (taken >= most) {
                    return false;
                }
                if (open.compareAndSet(taken, taken + 1)) {
                    return true;
                }
            }
        }

        /** Takes a place in any case. */
        void add() {
            open.incrementAndGet();
        }

        /** Gives it back. */
        void release(Share by) {
            open.decrementAndGet();
            if (waiting.get() > 0) {
                tellOthers(by, Share::room);
                by.room();
            }
        }

        /** So many more calls, or fewer, wait for a connection. */
        void waits(int change) {
            waiting.addAndGet(change);
        }

        int waiting() {
            return waiting.get();
        }

        /** Asks the others for a place. */
        void need(Share by) {
            tellOthers(by, Share::need);
        }

        private void tellOthers(Share by, Consumer<Share> word) {
            for (Share share : shares) {
                if (!share.equals(by)) {
                    word.accept(share);
                }
            }
        }
    }
}
