package io.amalgam8.sidecar.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.config.ShippingOptions;
import io.amalgam8.sidecar.metrics.Meters;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which old files may be removed. */
final class ShippingTest {

    private final Shipping shipping =
            new Shipping(new ShippingOptions(List.of("127.0.0.1:1"), Optional.empty()), new Meters().forShipping());

    @TempDir
    Path folder;

    @Test
    void needsEveryFileUntilItIsKnownWhatWasShipped() {
        assertThat(shipping.needs(old())).isTrue();
        shipping.fromFiles(folder.resolve("a8_access.log"));
        assertThat(shipping.needs(old())).isTrue();
    }

    @Test
    void needsNoFileWhereTheLinesAreInNone() {
        shipping.fromMemory();
        assertThat(shipping.needs(old())).isFalse();
    }

    private Path old() {
        return folder.resolve("a8_access-20260102T030405.006Z.log.gz");
    }
}
