package io.amalgam8.sidecar.shipping;

import java.time.Instant;

/**
 * Which of the log's files comes before which.
 *
 * @param moment when it was put aside
 * @param number tells those of one moment apart
 */
record Order(Instant moment, int number) implements Comparable<Order> {

    /** Before all files. */
    static final Order FIRST = new Order(Instant.EPOCH, 0);

    /** Of the file that is written now, behind all others. */
    static final Order LAST = new Order(Instant.MAX, 0);

    @Override
    public int compareTo(Order other) {
        int byMoment = moment.compareTo(other.moment);
        return byMoment != 0 ? byMoment : Integer.compare(number, other.number);
    }

    boolean isAfter(Order other) {
        return compareTo(other) > 0;
    }
}
