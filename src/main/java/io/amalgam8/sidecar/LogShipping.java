package io.amalgam8.sidecar;

import io.amalgam8.sidecar.accesslog.AccessLogWriter;
import io.amalgam8.sidecar.config.AccessLogOptions;
import io.amalgam8.sidecar.config.Configuration;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.shipping.Shipping;
import io.amalgam8.sidecar.shipping.ShippingVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Has the access log shipped, where that is asked for: from its file, or from memory where it has none. */
final class LogShipping {

    private final AccessLogOptions accessLog;
    private final Optional<Shipping> shipping;

    LogShipping(Configuration configuration, Meters meters) {
        this.accessLog = configuration.accessLog();
        this.shipping = configuration
                .shipping()
                .filter(asked -> configuration.proxying().isPresent())
                .map(options -> new Shipping(options, meters.forShipping()));
    }

    /** What to deploy once the log is open, and to undeploy once it is closed; nothing where nothing is to be shipped. */
    Future<Optional<ShippingVerticle>> verticle(Vertx vertx) {
        if (shipping.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        return vertx.executeBlocking(
                () -> Optional.of(file().map(shipping.get()::fromFiles).orElseGet(shipping.get()::fromMemory)));
    }

    /** Only what can be read again: somebody may have put a pipe or a terminal in its place. */
    private Optional<Path> file() {
        return accessLog
                .directory()
                .map(directory -> directory.resolve(AccessLogWriter.FILE_NAME))
                .filter(file -> Files.isRegularFile(file) && Files.isReadable(file) && Files.isWritable(file));
    }
}
