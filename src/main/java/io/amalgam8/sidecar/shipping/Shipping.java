package io.amalgam8.sidecar.shipping;

import io.amalgam8.sidecar.config.ShippingOptions;
import io.amalgam8.sidecar.metrics.ShippingMeters;
import io.amalgam8.sidecar.shipping.LumberjackConnection.Patience;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The way of a log's lines to the log servers, made before the log is opened, so that those who rotate it can ask what is
 * still needed, and before it is known whether there will be a file.
 */
public final class Shipping {

    private final ShippingOptions options;
    private final ShippingMeters meters;
    private final MemoryLines memory;
    private volatile Optional<LogFiles> files = Optional.empty();

    public Shipping(ShippingOptions options, ShippingMeters meters) {
        this.options = options;
        this.meters = meters;
        this.memory = new MemoryLines(MemoryLines.CAPACITY, meters);
    }

    /** Ships what is and will be in that file and those that it was rotated to. */
    public ShippingVerticle fromFiles(Path log) {
        LogFiles lines = new LogFiles(log, meters);
        files = Optional.of(lines);
        return new ShippingVerticle(options, lines, meters, Patience.USUAL);
    }

    /** Ships what comes by {@link #take}, since it is in no file. */
    public ShippingVerticle fromMemory() {
        return new ShippingVerticle(options, memory, meters, Patience.USUAL);
    }

    /** Whether that old file has lines that have not arrived yet. Any thread may ask. */
    public boolean needs(Path rotated) {
        return files.filter(lines -> lines.needs(rotated)).isPresent();
    }

    /** Takes a line that goes to no file; its newline is the last of so many bytes. Any thread may call it. */
    public void take(byte[] line, int length) {
        memory.take(line, length);
    }
}
