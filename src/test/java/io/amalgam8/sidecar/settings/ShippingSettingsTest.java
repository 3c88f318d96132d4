package io.amalgam8.sidecar.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.config.Configuration;
import io.amalgam8.sidecar.config.LogstashTlsOptions;
import io.amalgam8.sidecar.config.ShippingOptions;
import io.amalgam8.sidecar.testing.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How it is said that, and how, the access log is shipped. */
final class ShippingSettingsTest {

    private static final List<String> PROXYING =
            List.of("--proxy", "--service=s", "--registry_url=http://r", "--controller_url=http://c");

    @TempDir
    Path folder;

    @Test
    void shipsInTheClearToSeveralServers() {
        Configuration configuration = run(Map.of(), "--log", "--logstash_server=a:1,[::1]:2");
        assertThat(configuration.shipping()).contains(new ShippingOptions(List.of("a:1", "[::1]:2"), Optional.empty()));
        assertThat(configuration.warnings()).isEmpty();
    }

    @Test
    void shipsByTlsWithTheSystemsAuthoritiesOrWithThose() {
        Path file = TestAuthority.in(folder, "authority").file();
        assertThat(run(Map.of("A8_LOGSTASH_TLS", "true"), "--log", "--logstash_server=a:1")
                        .shipping())
                .contains(new ShippingOptions(List.of("a:1"), Optional.of(new LogstashTlsOptions(Optional.empty()))));
        assertThat(run(
                                Map.of("A8_LOGSTASH_CA_CERT_FILE", file.toString()),
                                "--log",
                                "--logstash_server=a:1",
                                "--logstash_tls")
                        .shipping())
                .contains(new ShippingOptions(List.of("a:1"), Optional.of(new LogstashTlsOptions(Optional.of(file)))));
    }

    @Test
    void shipsNothingUnlessItIsTold() {
        assertThat(run(Map.of(), "--logstash_server=a:1").shipping()).isEmpty();
    }

    @Test
    void refusesAuthoritiesThatAreNone() throws IOException {
        Path file = Files.writeString(folder.resolve("ca.pem"), "no certificate");
        Outcome outcome = read(Map.of(), "--log", "--logstash_server=a:1", "--logstash_ca_cert_file=" + file);
        assertThat(((Outcome.Invalid) outcome).problems())
                .containsExactly("--logstash_ca_cert_file: " + file + " (expected: a file with certificates in PEM)");
    }

    @Test
    void warnsOfAuthoritiesThatNobodyIsHeldAgainst() {
        Path file = TestAuthority.in(folder, "authority").file();
        assertThat(run(Map.of(), "--log", "--logstash_server=a:1", "--logstash_ca_cert_file=" + file)
                        .warnings())
                .singleElement()
                .asString()
                .startsWith("--logstash_ca_cert_file: ignored, since logstash_tls is false");
    }

    @Test
    void warnsThatThereIsNoLogWithoutAProxy() {
        Outcome outcome = Settings.read(
                List.of(
                        "--register",
                        "--service=s",
                        "--endpoint_port=1",
                        "--registry_url=http://r",
                        "--log",
                        "--logstash_server=a:1"),
                Map.of(),
                () -> Optional.of("192.0.2.7"));
        assertThat(((Outcome.Run) outcome).configuration().warnings())
                .singleElement()
                .asString()
                .startsWith("--log: ignored, since proxy is false");
    }

    private static Configuration run(Map<String, String> environment, String... arguments) {
        return ((Outcome.Run) read(environment, arguments)).configuration();
    }

    private static Outcome read(Map<String, String> environment, String... arguments) {
        List<String> all = new ArrayList<>(PROXYING);
        all.addAll(List.of(arguments));
        return Settings.read(all, environment, () -> Optional.of("192.0.2.7"));
    }
}
