package io.amalgam8.sidecar.accesslog;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue for any number of threads on both ends, without locks and without allocation: Dmitry Vyukov's bounded
 * MPMC queue. Each slot has a turn: {@code position} when it is free for that position, {@code position + 1} when it
 * holds that position's element.
 */
final class Ring<E> {

    private final AtomicReferenceArray<@Nullable E> slots;
    private final AtomicLongArray turns;
    private final AtomicLong nextOffered = new AtomicLong();
    private final AtomicLong nextPolled = new AtomicLong();
    private final int mask;

    /** Holds {@code capacity} elements, a power of two. */
    Ring(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: a power of two)");
        }
        slots = new AtomicReferenceArray<>(capacity);
        turns = new AtomicLongArray(capacity);
        mask = capacity - 1;
        for (int i = 0; i < capacity; i++) {
            turns.setPlain(i, i);
        }
    }

    /** Adds the newest element, unless the ring is full. */
    boolean offer(E element) {
        while (true) {
            long position = nextOffered.get();
            int index = (int) position & mask;
            long lead = turns.getAcquire(index) - position;
            if (lead < 0) {
                return false;
            }
            if (lead == 0 && nextOffered.compareAndSet(position, position + 1)) {
                slots.setPlain(index, element);
                // A full fence: whoever offers must afterwards see whether the reader has gone to rest.
                turns.set(index, position + 1);
                return true;
            }
        }
    }

    /** Hands over the oldest element, unless there is none. */
    boolean poll(Consumer<? super E> taker) {
        while (true) {
            long position = nextPolled.get();
            int index = (int) position & mask;
            long lead = turns.getAcquire(index) - (position + 1);
            if (lead < 0) {
                return false;
            }
            if (lead == 0 && nextPolled.compareAndSet(position, position + 1)) {
                E element = slots.getPlain(index);
                slots.setPlain(index, null);
                turns.setRelease(index, position + mask + 1);
                if (element != null) {
                    taker.accept(element);
                }
                return true;
            }
        }
    }

    /** Whether there was nothing to poll just now. */
    boolean isEmpty() {
        long position = nextPolled.get();
        return turns.get((int) position & mask) - (position + 1) < 0;
    }
}
