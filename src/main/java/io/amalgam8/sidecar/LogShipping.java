package io.amalgam8.sidecar;

import io.amalgam8.sidecar.accesslog.Unshipped;
import io.amalgam8.sidecar.config.Configuration;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.shipping.Shipping;
import io.amalgam8.sidecar.shipping.ShippingVerticle;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.Optional;

/** Has the access log shipped, where that is asked for: from its file, or from memory where it has none. */
final class LogShipping implements Unshipped {

    private final Optional<Shipping> shipping;

    /** Ships nothing yet, and can already be asked what it needs. */
    LogShipping(Configuration configuration, Meters meters) {
        this.shipping = configuration.shipping().map(options -> new Shipping(options, meters.forShipping()));
    }

    /** Ships from that file from now on; from memory where there is none. */
    Future<Void> begin(Parts parts, Optional<Path> file) {
        if (shipping.isEmpty()) {
            return Future.succeededFuture();
        }
        ShippingVerticle verticle = file.map(shipping.get()::fromFiles).orElseGet(shipping.get()::fromMemory);
        return parts.deploy("log shipping", verticle);
    }

    @Override
    public boolean needs(Path rotated) {
        return shipping.filter(asked -> asked.needs(rotated)).isPresent();
    }

    @Override
    public void unfiled(byte[] line, int length) {
        shipping.ifPresent(asked -> asked.take(line, length));
    }
}
