package io.amalgam8.sidecar.shipping;

import static io.amalgam8.sidecar.shipping.RunningShipping.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.config.LogstashTlsOptions;
import io.amalgam8.sidecar.metrics.Metric;
import io.amalgam8.sidecar.shipping.LumberjackConnection.Patience;
import io.amalgam8.sidecar.testing.LogLines;
import io.amalgam8.sidecar.testing.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines go by TLS to a server that shows a certificate of a trusted authority, and to no other. */
final class TlsShippingTest {

    @TempDir
    Path folder;

    private TestAuthority trusted;
    private FakeLogServer server;
    private LogDirectory logs;

    @BeforeEach
    void begin() {
        trusted = TestAuthority.in(folder, "trusted");
        server = FakeLogServer.start(trusted.trustedBy(Optional.of(trusted.issue("server"))));
        logs = new LogDirectory(folder);
        logs.write(10);
    }

    @AfterEach
    void end() {
        server.close();
    }

    @Test
    void shipsToAServerOfThatAuthority() {
        try (RunningShipping shipping = shipping(trusted.file())) {
            soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == 10);
            assertThat(server.messages()).isEqualTo(logs.written());
        }
    }

    @Test
    void shipsNothingToAServerOfAnotherAuthorityUntilThatIsTrusted() throws IOException {
        Path file = Files.copy(TestAuthority.in(folder, "other").file(), folder.resolve("authorities.pem"));
        try (LogLines said = LogLines.of(ShippingVerticle.class.getPackage());
                RunningShipping shipping = shipping(file)) {
            soon().until(() -> said.count("log server is away") == 1);
            assertThat(server.events()).isEmpty();
            assertThat(shipping.value(Metric.LOG_SHIP_SENT)).isZero();
            Files.copy(trusted.file(), file, StandardCopyOption.REPLACE_EXISTING);
            soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == 10);
        }
    }

    @Test
    void shipsNothingToAServerWithoutTls() {
        try (FakeLogServer plain = FakeLogServer.start();
                LogLines said = LogLines.of(ShippingVerticle.class.getPackage());
                RunningShipping shipping = RunningShipping.of(
                        logs.log(),
                        Optional.of(new LogstashTlsOptions(Optional.of(trusted.file()))),
                        Patience.USUAL,
                        "localhost:" + plain.port())) {
            soon().until(() -> said.count("log server is away") == 1);
            assertThat(plain.events()).isEmpty();
            assertThat(shipping.value(Metric.LOG_SHIP_SENT)).isZero();
        }
    }

    private RunningShipping shipping(Path authorities) {
        return RunningShipping.of(
                logs.log(),
                Optional.of(new LogstashTlsOptions(Optional.of(authorities))),
                Patience.USUAL,
                "localhost:" + server.port());
    }
}
