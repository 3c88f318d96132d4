package io.amalgam8.sidecar.shipping;

import io.amalgam8.sidecar.metrics.ShippingMeters;
import io.amalgam8.sidecar.model.InvalidValueException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.zip.ZipException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines of the log's files, from the oldest one that was not shipped to the one that is written now. What has
 * arrived is remembered beside the log after each batch, so that the next start goes on there.
 */
final class LogFiles implements Lines {

    private static final Logger LOG = LoggerFactory.getLogger(ShippingVerticle.class);

    /** Who writes to a file that somebody else has put aside notices within a second of its next line. */
    private static final Duration SETTLING = Duration.ofSeconds(3);

    private final Path log;
    private final Listing listing;
    private final LongSupplier nanoTime;
    private final ShippingMeters meters;
    private final PositionFile position;
    private final Backlog backlog;

    private Optional<OpenLog> current = Optional.empty();
    private Optional<Fingerprint> finished = Optional.empty();
    private boolean cannotRead;
    private boolean cannotRemember;
    private boolean dirty;
    private volatile Place place = Place.START;

    /** What lies in the log's directory: it changes while it is looked at. */
    @FunctionalInterface
    interface Listing {
        List<LogFile> all() throws IOException;
    }

    LogFiles(Path log, ShippingMeters meters) {
        this(log, () -> LogFile.all(log), System::nanoTime, meters);
    }

    LogFiles(Path log, Listing listing, LongSupplier nanoTime, ShippingMeters meters) {
        this.log = log.toAbsolutePath();
        this.listing = listing;
        this.nanoTime = nanoTime;
        this.meters = meters;
        this.position = new PositionFile(this.log);
        this.backlog = new Backlog(this.log, meters);
    }

    @Override
    public void open() {
        try {
            place = position.read();
        } catch (IOException | InvalidValueException e) {
            LOG.atWarn()
                    .addKeyValue("reason", e.toString())
                    .log("log position cannot be read: all lines that there are will be shipped again");
        }
    }

    @Override
    public Optional<Batch> next() throws IOException {
        while (current.isPresent() || openNext()) {
            OpenLog file = current.orElseThrow();
            if (file.hasLostItsContent()) {
                leave(file);
                continue;
            }
            // Asked before reading: what is written to it by then is read now.
            boolean isOver = isOver(file);
            List<Line> lines = read(file);
            meters.lost(file.takePassedOver());
            if (!lines.isEmpty()) {
                return Optional.of(new Batch(log.toString(), place, lines));
            }
            if (!isOver) {
                return Optional.empty();
            }
            finish(file);
        }
        return Optional.empty();
    }

    @Override
    public void acknowledged(Batch batch, int count) {
        place = batch.placeAfter(count);
        remember();
    }

    @Override
    public void tend() {
        try {
            backlog.look(place, current);
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("reason", e.toString()).log("log directory cannot be listed");
        }
    }

    @Override
    public void close(int unacknowledged) {
        try {
            if (current.isPresent()) {
                current.get().close();
            }
            if (dirty) {
                position.writeThrough(place);
            }
        } catch (IOException e) {
            cannotRemember(e);
        }
    }

    /** Whether that old file has lines that have not arrived yet. Any thread may ask. */
    boolean needs(Path rotated) {
        return LogFile.orderOf(rotated, log)
                .filter(order -> order.isAfter(place.done()))
                .isPresent();
    }

    /** The file that the place is in, or else the one after those that are done. */
    private boolean openNext() throws IOException {
        Optional<Place.Spot> spot = place.within();
        if (spot.isPresent()) {
            boolean isFound = reopen(spot.get());
            // Once more: one that was renamed or packed while it was looked for is found by its new name.
            isFound = isFound || reopen(spot.get());
            if (isFound) {
                return true;
            }
            LOG.atWarn()
                    .addKeyValue("log", log)
                    .log("the file that was being shipped is gone: what was left of it is lost");
            place = Place.behind(place.done());
        }
        for (LogFile file : listing.all()) {
            if (file.order().isAfter(place.done()) && begin(file)) {
                return isNext(file);
            }
        }
        return false;
    }

    /** Whether no line will be written to it any more, once what there is has been read. */
    private boolean isOver(OpenLog file) throws IOException {
        boolean isAtRest = file.isAtRest(SETTLING, nanoTime.getAsLong());
        return file.isPutAside(log) && (isAtRest || isPutAsideByUs(file));
    }

    private boolean isPutAsideByUs(OpenLog file) throws IOException {
        for (LogFile candidate : listing.all()) {
            if (candidate.isOurs(log) && file.is(candidate)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Looks again, now that the file is open: one before it may have had no name, or two, while it was renamed or packed.
     * Such a file would be taken for done, so this one has to wait.
     */
    private boolean isNext(LogFile begun) throws IOException {
        for (LogFile file : listing.all()) {
            boolean isBetween =
                    file.order().isAfter(place.done()) && begun.order().isAfter(file.order());
            if (isBetween && isUnread(file)) {
                leave(current.orElseThrow());
                place = Place.behind(place.done());
                return false;
            }
        }
        return true;
    }

    private boolean isUnread(LogFile file) throws IOException {
        Optional<Fingerprint> fingerprint = file.fingerprint();
        return fingerprint.isPresent()
                && !fingerprint.equals(finished)
                && !fingerprint.equals(current.map(OpenLog::fingerprint));
    }

    /** The newest of those that begin so: an older one is a copy that may not be complete. */
    private boolean reopen(Place.Spot spot) throws IOException {
        List<LogFile> files = listing.all();
        for (int i = files.size() - 1; i >= 0; i--) {
            LogFile file = files.get(i);
            if (file.fingerprint().filter(spot.file()::equals).isPresent()) {
                current = OpenLog.open(file, spot.file(), spot.offset());
            }
            if (current.isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** What is damaged ends where the damage is. */
    private static List<Line> read(OpenLog file) throws IOException {
        try {
            return file.read();
        } catch (ZipException | EOFException e) {
            LOG.atWarn().addKeyValue("reason", e.toString()).log("an old log file is damaged: the rest of it is lost");
            return List.of();
        }
    }

    private boolean begin(LogFile file) throws IOException {
        if (!file.isReadable()) {
            sayUnreadable(file);
            return false;
        }
        Optional<Fingerprint> fingerprint = file.fingerprint();
        if (fingerprint.isEmpty()) {
            return false;
        }
        if (fingerprint.equals(finished) && !file.isWritten()) {
            // It was in between two names when it was finished.
            place = Place.behind(file.order());
            return false;
        }
        current = OpenLog.open(file, fingerprint.get(), 0);
        if (current.isPresent()) {
            place = place.in(fingerprint.get(), 0);
            backlog.begun(file);
        }
        return current.isPresent();
    }

    /** One that is gone by now was renamed, and is found the next time. */
    private void sayUnreadable(LogFile file) {
        if (!cannotRead && Files.exists(file.path())) {
            cannotRead = true;
            LOG.atWarn()
                    .addKeyValue("file", file.path())
                    .log("a file of the log cannot be read: its lines are not shipped");
        }
    }

    /** Its content may be elsewhere, by a copy. */
    private void leave(OpenLog file) throws IOException {
        file.close();
        current = Optional.empty();
    }

    private void finish(OpenLog file) throws IOException {
        boolean isTorn = file.isTorn();
        Order done = place.done();
        for (LogFile candidate : listing.all()) {
            if (!candidate.isWritten() && candidate.order().isAfter(done) && file.is(candidate)) {
                done = candidate.order();
            }
        }
        leave(file);
        meters.lost(isTorn ? 1 : 0);
        finished = Optional.of(file.fingerprint());
        place = Place.behind(done);
        remember();
    }

    private void remember() {
        dirty = true;
        try {
            position.write(place);
            if (cannotRemember) {
                cannotRemember = false;
                LOG.atInfo().addKeyValue("file", position).log("log position can be written again");
            }
        } catch (IOException e) {
            cannotRemember(e);
        }
    }

    private void cannotRemember(IOException failure) {
        if (!cannotRemember) {
            cannotRemember = true;
            LOG.atWarn()
                    .addKeyValue("file", position)
                    .addKeyValue("reason", failure.toString())
                    .log("log position cannot be written: after a restart lines will be shipped again");
        }
    }
}
