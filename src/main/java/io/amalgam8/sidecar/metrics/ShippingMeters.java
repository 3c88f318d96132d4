package io.amalgam8.sidecar.metrics;

import java.util.concurrent.atomic.LongAdder;

/** Counts what becomes of the access log's lines on their way to a log server. Any thread may call its methods. */
public final class ShippingMeters {

    private final LongAdder sent = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder sentAgain = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private volatile boolean connected;
    private volatile long lagBytes;
    private volatile long unacknowledged;

    ShippingMeters() {}

    /**
     * Lines were sent.
     *
     * @param again how many of them had been sent before, since nobody had acknowledged them
     * @param size bytes on the wire
     */
    public void sent(int lines, int again, int size) {
        sent.add(lines);
        sentAgain.add(again);
        bytes.add(size);
        unacknowledged = lines;
    }

    /** Lines have arrived. */
    public void acknowledged(int lines) {
        acknowledged.add(lines);
        unacknowledged = Math.max(0, unacknowledged - lines);
    }

    /** Lines will never be sent. */
    public void lost(long lines) {
        lost.add(lines);
    }

    /** There is a connection to a log server now, or no longer. */
    public void connected(boolean now) {
        connected = now;
    }

    /** So many bytes of the log wait to be sent. */
    public void lag(long size) {
        lagBytes = size;
    }

    void gather(Gathering gathering) {
        gathering.add(Metric.LOG_SHIP_SENT, sent.sum());
        gathering.add(Metric.LOG_SHIP_ACKNOWLEDGED, acknowledged.sum());
        gathering.add(Metric.LOG_SHIP_SENT_AGAIN, sentAgain.sum());
        gathering.add(Metric.LOG_SHIP_LOST, lost.sum());
        gathering.add(Metric.LOG_SHIP_BYTES, bytes.sum());
        gathering.add(Metric.LOG_SHIP_CONNECTED, connected ? 1 : 0);
        gathering.add(Metric.LOG_SHIP_LAG_BYTES, lagBytes);
        gathering.add(Metric.LOG_SHIP_UNACKNOWLEDGED, unacknowledged);
    }
}
