package io.amalgam8.sidecar.accesslog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A target that can be full, as a disk, or held up, as a pipe that nobody reads. */
final class MemoryTarget implements LineTarget {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final CountDownLatch blocked = new CountDownLatch(1);
    private final boolean takesBack;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private long room = Long.MAX_VALUE;
    private boolean closed;

    MemoryTarget(boolean takesBack) {
        this.takesBack = takesBack;
    }

    /** Every write waits from now on. */
    void block() {
        gate = new CountDownLatch(1);
    }

    void unblock() {
        gate.countDown();
    }

    /** Until a write waits. */
    void awaitBlocked() throws InterruptedException {
        blocked.await();
    }

    /** So many bytes more can be written. */
    synchronized void room(long bytes) {
        room = bytes;
    }

    synchronized List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public boolean prepare(int length) {
        return false;
    }

    @Override
    public long room() {
        return Long.MAX_VALUE;
    }

    @Override
    public void reopen() {}

    @Override
    public void write(ByteBuffer lines) throws IOException {
        pass();
        synchronized (this) {
            if (room == 0) {
                throw new IOException("No space left on device");
            }
            int count = (int) Math.min(room, lines.remaining());
            byte[] bytes = new byte[count];
            lines.get(bytes);
            written.writeBytes(bytes);
            room -= count;
        }
    }

    @Override
    public synchronized boolean takeBack(int bytes) {
        if (takesBack) {
            byte[] all = written.toByteArray();
            written.reset();
            written.write(all, 0, all.length - bytes);
        }
        return takesBack;
    }

    @Override
    public boolean startsTorn() {
        return false;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private void pass() throws IOException {
        if (gate.getCount() > 0) {
            blocked.countDown();
        }
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        }
    }
}
