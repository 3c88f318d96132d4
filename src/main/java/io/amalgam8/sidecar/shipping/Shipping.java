package io.amalgam8.sidecar.shipping;

import io.amalgam8.sidecar.config.ShippingOptions;
import io.amalgam8.sidecar.metrics.ShippingMeters;
import io.amalgam8.sidecar.shipping.LumberjackConnection.Patience;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * The way of a log's lines to the log servers, made before the log is opened, so that those who rotate it can ask what is
 * still needed, and before it is known whether there will be a file.
 */
public final class Shipping {

    private final ShippingOptions options;
    private final ShippingMeters meters;
    private final MemoryLines memory;

    /** As long as it is not known where the lines come from, no file may be removed: nobody has looked into it yet. */
    private volatile Predicate<Path> needed = rotated -> true;

    public Shipping(ShippingOptions options, ShippingMeters meters) {
        this.options = options;
        this.meters = meters;
        this.memory = new MemoryLines(MemoryLines.CAPACITY, meters);
    }

    /** Ships what is and will be in that file and those that it was rotated to. */
    public ShippingVerticle fromFiles(Path log) {
        LogFiles lines = new LogFiles(log, meters);
        needed = lines::needs;
        return new ShippingVerticle(options, lines, meters, Patience.USUAL);
    }

    /** Ships what comes by {@link #take}, since it is in no file. */
    public ShippingVerticle fromMemory() {
        needed = rotated -> false;
        return new ShippingVerticle(options, memory, meters, Patience.USUAL);
    }

    /** Whether that old file has lines that have not arrived yet, for all that is known so far. Any thread may ask. */
    public boolean needs(Path rotated) {
        return needed.test(rotated);
    }

    /** Takes a line that goes to no file; its newline is the last of so many bytes. Any thread may call it. */
    public void take(byte[] line, int length) {
        memory.take(line, length);
    }
}
