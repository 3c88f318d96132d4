package io.amalgam8.sidecar.config;

import io.amalgam8.sidecar.model.InvalidValueException;
import java.time.Duration;

/**
 * When a log begins a new file, and how many of the old ones it keeps. All of them together take no more than
 * {@code size} times one more than {@code keep}.
 *
 * @param size bytes that a file does not outgrow
 * @param age how long after its first line a file is still written to; for ever when zero
 * @param keep how many old files remain
 */
public record RotationOptions(long size, Duration age, int keep) {

    /** No file need be smaller: it holds some lines at least. */
    public static final long SMALLEST = 16 * 1024;

    /** No file need be larger. */
    public static final long LARGEST = 1L << 40;

    /** As many as anybody may want to count. */
    public static final int MOST_KEPT = 10_000;

    /** What is in force where nothing is configured: at most 704 MiB. */
    public static final RotationOptions USUAL = new RotationOptions(64L << 20, Duration.ofHours(24), 10);

    public RotationOptions {
        if (size < SMALLEST || size > LARGEST) {
            throw InvalidValueException.of("rotation size", size, SMALLEST + ".." + LARGEST);
        }
        Checks.notNegative("rotation age", age);
        Checks.inRange("kept files", keep, 1, MOST_KEPT);
    }
}
