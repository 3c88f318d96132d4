package io.amalgam8.sidecar.accesslog;

import io.amalgam8.sidecar.model.Identity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The last calls, for whoever wants to see some without reading the log. Each event loop keeps its own, as the entries
 * that are made anyway: that is one write for each call. Any thread may read them.
 */
public final class LastCalls {

    /** So many are kept of each event loop, and so many are shown of all. */
    static final int KEPT = 100;

    private static final Comparator<AccessLogEntry> NEWEST_FIRST =
            Comparator.comparingLong(LastCalls::endedMicros).reversed();

    private final List<Kept> loops = new CopyOnWriteArrayList<>();

    /** A log for one event loop: what is written to it is kept here, and goes on to the other one. */
    public AccessLog before(AccessLog log) {
        Kept kept = new Kept();
        loops.add(kept);
        return entry -> {
            kept.keep(entry);
            log.write(entry);
        };
    }

    /**
     * The newest first, as the access log writes them, without their line breaks; takes some time, so not on an event loop.
     *
     * @param identity of this sidecar's application
     */
    public List<String> lines(Identity identity) {
        List<AccessLogEntry> entries = new ArrayList<>();
        loops.forEach(kept -> kept.addTo(entries));
        LineFormat format = new LineFormat(identity);
        return entries.stream()
                .sorted(NEWEST_FIRST)
                .limit(KEPT)
                .map(entry -> text(format.format(entry)))
                .toList();
    }

    private static String text(JsonLine line) {
        return new String(line.bytes(), 0, line.length(), StandardCharsets.UTF_8).stripTrailing();
    }

    private static long endedMicros(AccessLogEntry entry) {
        return entry.startedMillis() * 1_000 + entry.durationNanos() / 1_000;
    }

    /** Those of one event loop. */
    private static final class Kept {
        private final AtomicReferenceArray<AccessLogEntry> entries = new AtomicReferenceArray<>(KEPT);
        private int next;

        void keep(AccessLogEntry entry) {
            entries.setRelease(next, entry);
            next = next + 1 == KEPT ? 0 : next + 1;
        }

        void addTo(List<AccessLogEntry> all) {
            for (int i = 0; i < KEPT; i++) {
                AccessLogEntry entry = entries.getAcquire(i);
                if (entry != null) {
                    all.add(entry);
                }
            }
        }
    }
}
