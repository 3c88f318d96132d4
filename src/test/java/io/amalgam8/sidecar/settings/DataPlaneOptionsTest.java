package io.amalgam8.sidecar.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.config.LimitOptions;
import io.amalgam8.sidecar.config.ListenerTlsOptions;
import io.amalgam8.sidecar.config.OutlierOptions;
import io.amalgam8.sidecar.config.ProxyingOptions;
import io.amalgam8.sidecar.config.RetryOptions;
import io.amalgam8.sidecar.config.TcpProxyOptions;
import io.amalgam8.sidecar.config.TlsIdentity;
import io.amalgam8.sidecar.testing.TestAuthority;
import io.amalgam8.sidecar.testing.TestAuthority.Issued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What steers how calls are carried. */
final class DataPlaneOptionsTest {

    private static final List<String> PROXYING =
            List.of("--proxy", "--registry_url=http://r", "--controller_url=http://c", "--service=s");

    @TempDir
    private static Path directory;

    private static TestAuthority authority;
    private static Issued one;
    private static Issued other;

    @BeforeAll
    static void issue() {
        authority = TestAuthority.in(directory, "authority");
        one = authority.issue("one");
        other = authority.issue("other");
    }

    @Test
    void whatIsNotSaidIsUsual() {
        ProxyingOptions options = proxying();
        assertThat(options.retries()).isEqualTo(RetryOptions.USUAL);
        assertThat(options.limits()).isEqualTo(LimitOptions.USUAL);
        assertThat(options.outlier()).isEqualTo(OutlierOptions.USUAL);
        assertThat(options.tls()).isEmpty();
        assertThat(options.upstreamTls().identity()).isEmpty();
        assertThat(options.tcpProxies()).isEmpty();
    }

    @Test
    void aFileTellsAllOfIt() throws IOException {
        ProxyingOptions options = proxying("--config=" + yaml("""
                proxy_config:
                  retries: {count: 2, budget_percent: 30, budget_per_second: 5}
                  limits: {requests: 1, pending: 0, connections: 3, in_flight: 4, callers: 5, delayed: 6}
                  outlier:
                    consecutive_connect_failures: 1
                    consecutive_failures: 2
                    success_percent: 3
                    minimum_requests: 4
                    interval: 5s
                    base_ejection: 6s
                    longest_ejection: 7s
                    most_ejected_percent: 8
                    panic_percent: 9
                    slow_start: 0s
                  tcp_proxies:
                    - service: redis
                      listener_port: 6380
                    - {service: db, listener_port: 0}
                """));
        assertThat(options.retries()).isEqualTo(new RetryOptions(2, 30, 5));
        assertThat(options.limits()).isEqualTo(new LimitOptions(1, 0, 3, 4, 5, 6));
        assertThat(options.outlier())
                .isEqualTo(new OutlierOptions(
                        1,
                        2,
                        3,
                        4,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(7),
                        8,
                        9,
                        Duration.ZERO));
        assertThat(options.tcpProxies())
                .containsExactly(new TcpProxyOptions("redis", 6380), new TcpProxyOptions("db", 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "retries: {count: 11}; :2:20: proxy_config.retries.count: 11 (expected: a whole number, 0 to 10)",
                "retries: {count: 1.5}; :2:20: proxy_config.retries.count: 1.5 (expected: a whole number, 0 to 10)",
                "retries: 3; :2:12: proxy_config.retries: a single value (expected: the keys count, budget_percent,",
                "limits: {requests: -1}; :2:22: proxy_config.limits.requests: -1 (expected: a whole number, 1 to 1000000)",
                "limits: {conections: 1}; :2:12: proxy_config.limits.conections: unknown key",
                "outlier: {interval: 0s}; :2:23: proxy_config.outlier.interval: 0s (expected: a duration above zero)",
                "outlier: {base_ejection: 10m}; :2:28: proxy_config.outlier.base_ejection: 10m (expected: no more than longest_ejection, 5m)",
                "tcp_proxies: [{service: ' ', listener_port: 1}]; :2:27: proxy_config.tcp_proxies.service:   (expected: a service's name",
                "tcp_proxies: [{listener_port: 1}]; :2:17: proxy_config.tcp_proxies.service:  (expected: a service's name",
                "tcp_proxies: [{service: a}]; :2:17: proxy_config.tcp_proxies.listener_port:  (expected: a port, 0 to 65535)",
                "tcp_proxies: [{service: a, listener_port: 65536}]; :2:45: proxy_config.tcp_proxies.listener_port: 65536 (expected: a port, 0 to 65535)",
                "tcp_proxies: [{service: a, port: 1}]; :2:30: proxy_config.tcp_proxies.port: unknown key",
                "tcp_proxies: [[a]]; :2:17: proxy_config.tcp_proxies: a list (expected: {service: NAME, listener_port: PORT})",
                "tcp_proxies: {a: 1}; :2:16: proxy_config.tcp_proxies: a mapping (expected: a list",
                "'tcp_proxies: [a:7,b:7]'; :2:16: proxy_config.tcp_proxies: port 7 given twice",
                "'tcp_proxies: [a:6379]'; :2:16: proxy_config.tcp_proxies: 6379 (expected: another port than the proxy's)",
                "'tcp_proxies: [a:5813]'; :2:16: proxy_config.tcp_proxies: 5813 (expected: another port than the admin API's)",
            })
    void aMistakeIsNamedWithItsPlace(String line, String problem) throws IOException {
        Path file = yaml("proxy_config:\n  " + line + "\n");

        assertThat(problems("--config=" + file)).singleElement().asString().startsWith(file + problem);
    }

    @Test
    void portsForTcpCanBeGivenByAFlag() {
        assertThat(proxying("--tcp_proxies=redis:6380,db:0,other:0").tcpProxies())
                .containsExactly(
                        new TcpProxyOptions("redis", 6380),
                        new TcpProxyOptions("db", 0),
                        new TcpProxyOptions("other", 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "redis:", ":1", "redis:65536", "redis:1,,", "a/b:1"})
    void otherFlagsForThemAreRefused(String text) {
        assertThat(problems("--tcp_proxies=" + text))
                .containsExactly("--tcp_proxies: " + text + " (expected: service:port, several separated by commas)");
    }

    @Test
    void portsForTcpArePrintedAsAFileHasThem() {
        List<String> arguments = new ArrayList<>(PROXYING);
        arguments.addAll(List.of("--print-config", "--tcp_proxies=redis:6380,db:0"));
        Outcome outcome = Settings.read(arguments, Map.of(), Optional::empty);
        assertThat(((Outcome.Printed) outcome).yaml())
                .contains("tcp_proxies: [{service: redis, listener_port: 6380}, {service: db, listener_port: 0}]");
    }

    @Test
    void tlsShowsACertificateAndMayWantOne() {
        TlsIdentity identity = new TlsIdentity(one.chain(), one.key());
        assertThat(proxying(tls(one.chain(), one.key())).tls())
                .contains(new ListenerTlsOptions(identity, Optional.empty()));
        assertThat(proxying(
                                "--tls",
                                "--cert_chain_file=" + one.chain(),
                                "--private_key_file=" + one.key(),
                                "--ca_cert_file=" + authority.file())
                        .tls())
                .contains(new ListenerTlsOptions(identity, Optional.of(authority.file())));
        assertThat(proxying("--upstream_cert_chain_file=" + one.chain(), "--upstream_private_key_file=" + one.key())
                        .upstreamTls()
                        .identity())
                .contains(identity);
    }

    @Test
    void tlsNeedsACertificate() {
        assertThat(problems("--tls"))
                .containsExactly("--tls: true (expected: a certificate to show, by --cert_chain_file,"
                        + " A8_CERT_CHAIN_FILE or proxy_config.cert_chain_file)");
    }

    @Test
    void aCertificateAndItsKeyComeTogether() {
        assertThat(problems("--tls", "--cert_chain_file=" + one.chain()))
                .containsExactly("--cert_chain_file: given alone (expected: --private_key_file, A8_PRIVATE_KEY_FILE"
                        + " or proxy_config.private_key_file beside it)");
        assertThat(problems("--upstream_private_key_file=" + one.key()))
                .singleElement()
                .asString()
                .startsWith("--upstream_private_key_file: given alone");
    }

    @Test
    void aKeyIsItsCertificates() {
        assertThat(problems(tls(one.chain(), other.key())))
                .containsExactly(
                        "--private_key_file: " + other.key() + " (expected: the key of the certificate beside it)");
    }

    @Test
    void aCertificateAndItsKeyAreBothNamed() {
        String none = directory.resolve("none").toString();
        String chainProblem = "--cert_chain_file: " + one.key() + " (expected: a file with certificates in PEM)";

        assertThat(problems("--tls", "--cert_chain_file=" + one.key(), "--private_key_file=" + none))
                .containsExactly(chainProblem, "--private_key_file: " + none + " (expected: a file that exists)");
        assertThat(problems("--tls", "--cert_chain_file=" + one.key(), "--private_key_file=" + one.chain()))
                .containsExactly(
                        chainProblem,
                        "--private_key_file: " + one.chain()
                                + " (expected: a file with a private key in PEM, not encrypted)");
        assertThat(problems("--tls", "--private_key_file=" + none))
                .hasSize(2)
                .contains("--private_key_file: " + none + " (expected: a file that exists)");
    }

    @Test
    void filesAreWhatTheyAreMeantToBe() throws IOException {
        Path cut = directory.resolve("cut.key");
        Files.writeString(cut, Files.readString(one.key()).substring(0, 100));
        assertThat(problems(tls(one.chain(), cut)))
                .containsExactly(
                        "--private_key_file: " + cut + " (expected: a file with a private key in PEM, not encrypted)");
        assertThat(problems(tls(one.key(), one.key())))
                .containsExactly("--cert_chain_file: " + one.key() + " (expected: a file with certificates in PEM)");
        assertThat(problems(tls(one.chain(), directory.resolve("nowhere"))))
                .containsExactly(
                        "--private_key_file: " + directory.resolve("nowhere") + " (expected: a file that exists)");
        assertThat(problems(
                        "--tls",
                        "--cert_chain_file=" + one.chain(),
                        "--private_key_file=" + one.key(),
                        "--ca_cert_file=" + one.key()))
                .containsExactly("--ca_cert_file: " + one.key() + " (expected: a file with certificates in PEM)");
    }

    @Test
    void filesWithoutTlsAreIgnoredWithAWarning() {
        assertThat(warnings("--cert_chain_file=" + one.chain(), "--private_key_file=" + one.key()))
                .hasSize(2)
                .allMatch(warning -> warning.contains(": ignored, since tls is false"));
    }

    @Test
    void aKeyThatEverybodyCanReadIsWarnedOf() throws IOException {
        Issued open = authority.issue("open");
        Files.setPosixFilePermissions(open.key(), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(warnings(tls(open.chain(), open.key())))
                .containsExactly("--private_key_file: everybody on this machine can read " + open.key()
                        + " (expected: its owner alone)");
    }

    private static String[] tls(Path chain, Path key) {
        return new String[] {"--tls", "--cert_chain_file=" + chain, "--private_key_file=" + key};
    }

    private static Path yaml(String text) throws IOException {
        return Files.writeString(directory.resolve("a8.yaml"), text);
    }

    private static ProxyingOptions proxying(String... more) {
        assertThat(warnings(more)).isEmpty();
        return ((Outcome.Run) read(more)).configuration().proxying().orElseThrow();
    }

    private static List<String> warnings(String... more) {
        Outcome outcome = read(more);
        assertThat(outcome).isInstanceOf(Outcome.Run.class);
        return ((Outcome.Run) outcome).configuration().warnings();
    }

    private static List<String> problems(String... more) {
        Outcome outcome = read(more);
        assertThat(outcome).isInstanceOf(Outcome.Invalid.class);
        return ((Outcome.Invalid) outcome).problems();
    }

    private static Outcome read(String... more) {
        List<String> arguments = new ArrayList<>(PROXYING);
        arguments.addAll(List.of(more));
        return Settings.read(arguments, Map.of(), Optional::empty);
    }
}
