package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.testing.Fleet;
import io.amalgam8.sidecar.testing.Fleet.Sidecar;
import io.amalgam8.sidecar.testing.Tool;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's h2load, which speaks HTTP/2 in the clear. */
@Tag("debian")
@Tag("load")
final class Http2LoadIT {

    @TempDir
    Path folder;

    @Test
    void servesManyStreamsOverFewConnectionsWithoutAnError() {
        try (Fleet fleet = Fleet.in(folder)) {
            fleet.instance("svc");
            fleet.instance("svc");
            Sidecar sidecar = fleet.sidecar("svc", List.of());

            String report = Tool.run("h2load", "-n50000", "-c8", "-m16", "-t1", sidecar.url("/svc/x"));

            assertThat(report)
                    .contains("Application protocol: h2c")
                    .contains("50000 succeeded, 0 failed, 0 errored, 0 timeout")
                    .contains("50000 2xx");
        }
    }
}
