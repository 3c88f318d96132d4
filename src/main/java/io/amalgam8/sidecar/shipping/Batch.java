package io.amalgam8.sidecar.shipping;

import java.util.List;

/**
 * Lines that are shipped together, all of one file.
 *
 * @param source what the server is told that they come from
 * @param place before the first of them
 */
record Batch(String source, Place place, List<Line> lines) {

    /** How many lines a batch has at most. */
    static final int MOST_LINES = 2048;

    /** About how many bytes it has at most: the line that goes beyond is the last one. */
    static final int MOST_BYTES = 1 << 20;

    Batch {
        lines = List.copyOf(lines);
    }

    int size() {
        return lines.size();
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** Where shipping has got to with the first so many of them. */
    Place placeAfter(int count) {
        return place.at(lines.get(count - 1).end());
    }

    /** What is left without the first so many of them. */
    Batch after(int count) {
        return count == 0 ? this : new Batch(source, placeAfter(count), lines.subList(count, lines.size()));
    }
}
