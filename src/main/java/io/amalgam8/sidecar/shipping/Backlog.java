package io.amalgam8.sidecar.shipping;

import io.amalgam8.sidecar.metrics.ShippingMeters;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that wait to be shipped: how much there is in them, and which of them have been removed before their turn,
 * since the log may take only so much of the disk. So that the latter can be counted, lines are counted as soon as a file
 * has to wait.
 */
final class Backlog {

    private static final Logger LOG = LoggerFactory.getLogger(ShippingVerticle.class);
    private static final int CHUNK = 1 << 16;

    private final Path log;
    private final ShippingMeters meters;
    private final TreeMap<Order, Long> waiting = new TreeMap<>();
    private final Set<Order> missing = new HashSet<>();
    private boolean losing;

    Backlog(Path log, ShippingMeters meters) {
        this.log = log;
        this.meters = meters;
    }

    /** Looks at what there is behind that place, apart from the file that is open. */
    void look(Place place, Optional<OpenLog> open) throws IOException {
        waiting.headMap(place.done(), true).clear();
        TreeMap<Order, Long> seen = new TreeMap<>();
        long bytes = open.isPresent()
                ? open.get().sizeBehind(place.within().map(Place.Spot::offset).orElse(0L))
                : 0;
        for (LogFile file : LogFile.all(log)) {
            if (!file.order().isAfter(place.done()) || !file.isReadable()) {
                continue;
            }
            try {
                if (isOpen(file, place, open)) {
                    continue;
                }
                bytes += Files.size(file.path());
                if (!file.isWritten()) {
                    seen.put(file.order(), countOnce(file));
                }
            } catch (NoSuchFileException e) {
                // Renamed, packed or removed in this moment: seen at the next look.
                seen.computeIfAbsent(file.order(), waiting::get);
            }
        }
        countRemoved(seen.keySet());
        waiting.putAll(seen);
        losing &= !waiting.isEmpty();
        meters.lag(bytes);
    }

    /** That file's turn has come: from now on it is read to its end, even when it is removed. */
    void begun(LogFile file) {
        waiting.remove(file.order());
    }

    private static boolean isOpen(LogFile file, Place place, Optional<OpenLog> open) throws IOException {
        if (open.isPresent()) {
            return open.get().is(file);
        }
        return place.within().isPresent()
                && file.fingerprint().filter(place::isIn).isPresent();
    }

    /** Seen at two looks in a row: a directory that changes while it is listed may leave one out. */
    private void countRemoved(Set<Order> seen) {
        long lost = 0;
        Iterator<Map.Entry<Order, Long>> entries = waiting.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Order, Long> entry = entries.next();
            if (!seen.contains(entry.getKey()) && !missing.add(entry.getKey())) {
                lost += entry.getValue();
                entries.remove();
            }
        }
        missing.retainAll(waiting.keySet());
        missing.removeAll(seen);
        meters.lost(lost);
        if (lost > 0 && !losing) {
            losing = true;
            LOG.atWarn()
                    .addKeyValue("log", log)
                    .addKeyValue("lost_lines", lost)
                    .log("old log files were removed before they could be shipped: their lines are lost");
        }
    }

    private long countOnce(LogFile file) throws IOException {
        Long known = waiting.get(file.order());
        return known != null ? known : count(file);
    }

    private static long count(LogFile file) throws IOException {
        long lines = 0;
        byte[] chunk = new byte[CHUNK];
        try (InputStream content = file.content()) {
            int read = content.read(chunk);
            while (read >= 0) {
                for (int i = 0; i < read; i++) {
                    lines += chunk[i] == '\n' ? 1 : 0;
                }
                read = content.read(chunk);
            }
        } catch (ZipException | EOFException e) {
            // Damaged: what comes behind cannot be shipped, either.
            return lines;
        }
        return lines;
    }
}
