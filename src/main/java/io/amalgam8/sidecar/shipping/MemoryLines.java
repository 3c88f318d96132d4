package io.amalgam8.sidecar.shipping;

import io.amalgam8.sidecar.metrics.ShippingMeters;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines of a log that is in no file: kept here until they are shipped, the newest ones when there are too many. They
 * come on one thread and are taken on another.
 */
final class MemoryLines implements Lines {

    /** How many bytes of lines wait at most. */
    static final int CAPACITY = 8 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(ShippingVerticle.class);
    private static final String SOURCE = "stdout";

    private final ShippingMeters meters;
    private final int capacity;
    private final Deque<Line> waiting = new ArrayDeque<>();
    private int bytes;
    private long offset;
    private boolean losing;

    MemoryLines(int capacity, ShippingMeters meters) {
        this.capacity = capacity;
        this.meters = meters;
    }

    /** Takes a copy of a line with its newline; makes room for it, if need be. */
    synchronized void take(byte[] line, int length) {
        waiting.add(new Line(Arrays.copyOf(line, length - 1), offset, offset + length));
        offset += length;
        bytes += length;
        while (bytes > capacity) {
            bytes -= size(waiting.remove());
            meters.lost(1);
            if (!losing) {
                losing = true;
                LOG.warn("more lines wait for a log server than there is memory for: the oldest are lost");
            }
        }
    }

    @Override
    public void open() {
        LOG.warn("the log is in no file: lines are shipped from memory, and a restart loses what waits there");
    }

    @Override
    public synchronized Optional<Batch> next() {
        List<Line> batch = new ArrayList<>();
        int taken = 0;
        while (batch.size() < Batch.MOST_LINES && taken < Batch.MOST_BYTES && !waiting.isEmpty()) {
            Line line = waiting.remove();
            batch.add(line);
            taken += size(line);
        }
        bytes -= taken;
        losing &= !waiting.isEmpty();
        return batch.isEmpty() ? Optional.empty() : Optional.of(new Batch(SOURCE, Place.START, batch));
    }

    /** They are not here any more. */
    @Override
    public void acknowledged(Batch batch, int count) {}

    @Override
    public synchronized void tend() {
        meters.lag(bytes);
    }

    @Override
    public synchronized void close(int unacknowledged) {
        meters.lost((long) waiting.size() + unacknowledged);
    }

    private static int size(Line line) {
        return (int) (line.end() - line.start());
    }
}
