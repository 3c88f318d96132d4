package io.amalgam8.sidecar.shipping;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file of the log: the one that is written, or one that was put aside, by the sidecar as {@code
 * a8_access-20260102T030405.678Z[-n].log[.gz]} or by somebody else as {@code a8_access.log.1} and the like, whose place
 * in the order is its last change's.
 */
record LogFile(Path path, Order order) {

    private static final String PACKED = ".gz";
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT);
    private static final int STAMP_LENGTH = "20260102T030405.678Z".length();

    /** All that there are, in their order; one that is there packed and unpacked counts once, as the latter. */
    static List<LogFile> all(Path log) throws IOException {
        TreeMap<Order, LogFile> found = new TreeMap<>();
        try (Stream<Path> siblings = Files.list(directory(log))) {
            for (Path path : (Iterable<Path>) siblings::iterator) {
                orderOf(path, log).ifPresent(order -> {
                    LogFile file = new LogFile(path, order);
                    found.merge(order, file, (one, other) -> one.isPacked() ? other : one);
                });
            }
        }
        return new ArrayList<>(found.values());
    }

    /** The place in the order of what may be a file of the log. */
    static Optional<Order> orderOf(Path path, Path log) {
        String name = path.getFileName().toString();
        String logName = log.getFileName().toString();
        if (name.equals(logName)) {
            return Optional.of(Order.LAST);
        }
        Optional<Order> stamped = stamp(name, logName);
        return stamped.isPresent() || !isForeign(name, logName) ? stamped : lastChange(path);
    }

    boolean isWritten() {
        return order.equals(Order.LAST);
    }

    /** Whether it was put aside by the sidecar, which then writes no more to it. */
    boolean isOurs(Path log) {
        return stamp(path.getFileName().toString(), log.getFileName().toString())
                .isPresent();
    }

    /** Whether it is a file, and we may read it. */
    boolean isReadable() {
        return Files.isRegularFile(path) && Files.isReadable(path);
    }

    boolean isPacked() {
        return path.toString().endsWith(PACKED);
    }

    /** None when its first line is not complete, or when it is gone, damaged or kept from us. */
    Optional<Fingerprint> fingerprint() throws IOException {
        if (!isReadable()) {
            return Optional.empty();
        }
        try (InputStream content = content()) {
            return Fingerprint.of(content);
        } catch (NoSuchFileException | ZipException | EOFException e) {
            return Optional.empty();
        }
    }

    /** Its lines, unpacked. */
    InputStream content() throws IOException {
        InputStream bytes = Files.newInputStream(path);
        try {
            return isPacked() ? new GZIPInputStream(bytes, 1 << 16) : new BufferedInputStream(bytes);
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    private static Path directory(Path log) {
        return Optional.ofNullable(log.toAbsolutePath().getParent()).orElse(log);
    }

    /** Such as {@code a8_access-20260102T030405.678Z-2.log.gz}. */
    private static Optional<Order> stamp(String name, String logName) {
        int dot = logName.lastIndexOf('.');
        String beginning = (dot < 0 ? logName : logName.substring(0, dot)) + "-";
        String ending = dot < 0 ? "" : logName.substring(dot);
        String plain = name.endsWith(PACKED) ? name.substring(0, name.length() - PACKED.length()) : name;
        int stampEnd = beginning.length() + STAMP_LENGTH;
        int end = plain.length() - ending.length();
        if (!plain.startsWith(beginning) || !plain.endsWith(ending) || stampEnd > end) {
            return Optional.empty();
        }
        try {
            Instant moment = LocalDateTime.parse(plain.substring(beginning.length(), stampEnd), STAMP)
                    .toInstant(ZoneOffset.UTC);
            String number = plain.substring(stampEnd, end);
            return number.isEmpty()
                    ? Optional.of(new Order(moment, 0))
                    : Optional.of(new Order(moment, Integer.parseInt(number.substring(1))));
        } catch (DateTimeParseException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** What a rotation from outside has made of the log's name; nothing that is still being written. */
    private static boolean isForeign(String name, String logName) {
        boolean related = name.startsWith(logName + ".") || name.startsWith(logName + "-");
        boolean own = name.startsWith(logName + ".position");
        return related && !own && !name.endsWith(".tmp");
    }

    private static Optional<Order> lastChange(Path path) {
        try {
            return Files.isRegularFile(path)
                    ? Optional.of(new Order(Files.getLastModifiedTime(path).toInstant(), 0))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
