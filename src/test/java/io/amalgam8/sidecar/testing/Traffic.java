package io.amalgam8.sidecar.testing;

import io.amalgam8.sidecar.testing.RawPeer.Message;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Callers that go on until they are told to stop, each on one connection that it keeps. They never try anything twice:
 * whatever is not a whole answer with status 200 is lost.
 */
public final class Traffic implements AutoCloseable {

    private static final int MOST_LOSSES_TOLD = 1_000;

    private final int port;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong next = new AtomicLong();
    private final Collection<String> losses = new ConcurrentLinkedQueue<>();
    private final Collection<Long> completed = new ConcurrentLinkedQueue<>();
    private final Collection<Long> nanos = new ConcurrentLinkedQueue<>();
    private final List<Thread> callers = new ArrayList<>();

    private Traffic(int port) {
        this.port = port;
    }

    /** So many callers that send {@code METHOD TARGET}, each with a number of its own as {@code x-id}. */
    public static Traffic of(int count, int port, String method, String target) {
        Traffic traffic = new Traffic(port);
        for (int i = 0; i < count; i++) {
            Thread caller = new Thread(() -> traffic.call(method, target), "caller " + i);
            caller.setDaemon(true);
            traffic.callers.add(caller);
        }
        traffic.callers.forEach(Thread::start);
        return traffic;
    }

    /** Whole answers with status 200 so far. */
    public long answered() {
        return nanos.size();
    }

    /** What came in place of an answer, in words. */
    public List<String> losses() {
        return List.copyOf(losses);
    }

    /** The numbers of those that were answered. */
    public List<Long> completed() {
        return List.copyOf(completed);
    }

    /** The latency that so many of a hundred calls stayed under. */
    public double percentileMillis(double percent) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.ceil(sorted.length * percent / 100) - 1] / 1e6;
    }

    /** The slowest calls, for the message of a failed assertion. */
    public String slowest() {
        return Arrays.toString(nanos.stream()
                .mapToLong(Long::longValue)
                .map(n -> -n)
                .sorted()
                .limit(20)
                .map(n -> -n / 1_000_000)
                .toArray());
    }

    /** Lets each finish the call that it is in. */
    @Override
    public void close() {
        over.set(true);
        for (Thread caller : callers) {
            try {
                caller.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void call(String method, String target) {
        while (!over.get()) {
            try (RawCaller connection = RawCaller.to(port)) {
                boolean kept = true;
                while (kept && !over.get()) {
                    kept = callOnce(connection, method, target);
                }
            } catch (UncheckedIOException refused) {
                lose("no connection: " + refused.getMessage());
            }
        }
    }

    private boolean callOnce(RawCaller connection, String method, String target) {
        long id = next.incrementAndGet();
        String body = method.equals("POST") ? "Content-Length: 4\r\n\r\nbody" : "\r\n";
        long started = System.nanoTime();
        try {
            connection.send(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nx-id: " + id + "\r\n" + body);
            Message answer = connection.readAnswer();
            if (answer.head().isEmpty()
                    || answer.status() != 200
                    || !answer.body().startsWith("done")) {
                lose(id + " " + answer.head().lines().findFirst().orElse("closed") + " " + answer.body());
                return !answer.head().isEmpty() && !answer.field("connection").equalsIgnoreCase("close");
            }
            nanos.add(System.nanoTime() - started);
            completed.add(id);
            return !answer.field("connection").equalsIgnoreCase("close");
        } catch (RuntimeException broken) {
            lose(id + " " + broken);
            return false;
        }
    }

    private void lose(String what) {
        if (losses.size() < MOST_LOSSES_TOLD) {
            losses.add(what);
        }
    }
}
