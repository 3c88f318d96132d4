package io.amalgam8.sidecar.proxy;

import static io.amalgam8.sidecar.testing.RawPeer.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.config.ListenerTlsOptions;
import io.amalgam8.sidecar.config.ProxyingOptions;
import io.amalgam8.sidecar.config.TlsIdentity;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.InvalidValueException;
import io.amalgam8.sidecar.testing.LogLines;
import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.RawPeer.Message;
import io.amalgam8.sidecar.testing.RawUpstream;
import io.amalgam8.sidecar.testing.TestAuthority;
import io.amalgam8.sidecar.testing.TestAuthority.Issued;
import io.amalgam8.sidecar.tls.Certificates;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Callers that come by TLS. */
final class TlsListenerTest {

    private static final Duration GENEROUS = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final List<ProxyVerticle> proxies = new CopyOnWriteArrayList<>();
    private final RawUpstream upstream = RawUpstream.answering(head("HTTP/1.1 200 OK", "Content-Length: 0"));
    private TestAuthority authority;
    private Issued issued;

    @BeforeEach
    void issue() {
        authority = TestAuthority.in(directory, "authority");
        issued = authority.issue("first");
    }

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
        upstream.close();
    }

    @Test
    void servesThemAndSaysSoToTheInstance() throws IOException {
        start(Optional.empty());
        try (SSLSocket socket = connect(Optional.empty());
                RawCaller caller = RawCaller.over(socket)) {
            assertThat(caller.get("/svc/x").status()).isEqualTo(200);
            assertThat(caller.get("/svc/y").status()).isEqualTo(200);
        }
        assertThat(new Message(upstream.heads().get(0), "").field("X-Forwarded-Proto"))
                .isEqualTo("https");
    }

    @ParameterizedTest
    @CsvSource({"h2, HTTP_2", "http/1.1, HTTP_1_1"})
    void speaksTheProtocolThatTheCallerAsksFor(String name, HttpVersion version) {
        start(Optional.empty());
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(version)
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(authority.file().toString())));
        HttpClientResponse answer =
                RunningProxy.await(client.request(HttpMethod.GET, proxies.get(0).port(), "localhost", "/svc/x")
                        .compose(HttpClientRequest::send));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).as(name).isEqualTo(version);
        RunningProxy.await(client.close());
        assertThat(new Message(upstream.heads().get(0), "").field("X-Forwarded-Proto"))
                .isEqualTo("https");
    }

    @Test
    void servesOnlyThoseWithACertificateWhereAuthoritiesAreGiven() throws IOException {
        start(Optional.of(authority.file()));
        Issued known = authority.issue("caller");
        Issued stranger = TestAuthority.in(directory, "elsewhere").issue("stranger");

        try (RawCaller caller = RawCaller.over(connect(Optional.of(known)))) {
            assertThat(caller.get("/svc/x").status()).isEqualTo(200);
        }
        for (Optional<Issued> shown : List.of(Optional.<Issued>empty(), Optional.of(stranger))) {
            assertThatThrownBy(() -> {
                        try (RawCaller caller = RawCaller.over(connect(shown))) {
                            assertThat(caller.get("/svc/x").head()).isNotEmpty();
                        }
                    })
                    .isInstanceOfAny(UncheckedIOException.class, IOException.class, AssertionError.class);
        }
        assertThat(upstream.heads()).hasSize(1);
    }

    @Test
    void endsCallersThatSpeakNoTls() {
        start(Optional.empty());
        try (RawCaller caller = RawCaller.to(proxies.get(0).port())) {
            caller.send(head("GET /svc/x HTTP/1.1", "Host: h"));

            assertThat(caller.readToEnd()).doesNotContain("HTTP/1.1");
        }
        assertThat(upstream.heads()).isEmpty();
    }

    @Test
    void showsANewCertificateWithoutDroppingAConnection() throws IOException {
        start(Optional.empty());
        try (SSLSocket before = connect(Optional.empty());
                RawCaller caller = RawCaller.over(before)) {
            assertThat(subject(before)).isEqualTo("CN=first");
            Issued renewed = authority.issue("second");
            move(renewed.key(), issued.key());
            move(renewed.chain(), issued.chain());

            await().atMost(GENEROUS).until(this::shownSubject, "CN=second"::equals);
            assertThat(caller.get("/svc/x").status()).isEqualTo(200);
        }
    }

    @Test
    void followsLinksThatAreTurnedToANewDirectory() throws IOException {
        Path one = Files.createDirectory(directory.resolve("one"));
        Path two = Files.createDirectory(directory.resolve("two"));
        Issued renewed = authority.issue("second");
        for (Path file : List.of(issued.chain(), issued.key())) {
            move(file, one.resolve("tls" + extension(file)));
        }
        for (Path file : List.of(renewed.chain(), renewed.key())) {
            move(file, two.resolve("tls" + extension(file)));
        }
        Path data = Files.createSymbolicLink(directory.resolve("data"), one);
        issued = new Issued(data.resolve("tls.pem"), data.resolve("tls.key"));
        start(Optional.empty());
        assertThat(shownSubject()).isEqualTo("CN=first");

        move(Files.createSymbolicLink(directory.resolve("data.new"), two), data);

        await().atMost(GENEROUS).until(this::shownSubject, "CN=second"::equals);
    }

    @Test
    void keepsTheLastCertificateWhenTheNewOneCannotBeUsed() throws IOException {
        try (LogLines log = LogLines.of(Certificates.class.getPackage())) {
            start(Optional.empty());
            String key = Files.readString(issued.key());
            Files.writeString(issued.key(), key.substring(0, key.length() / 2));

            await().atMost(GENEROUS).until(() -> !log.all().isEmpty());
            assertThat(shownSubject()).isEqualTo("CN=first");
            Issued renewed = authority.issue("second");
            move(renewed.chain(), issued.chain());
            move(renewed.key(), issued.key());

            await().atMost(GENEROUS).until(this::shownSubject, "CN=second"::equals);
            assertThat(log.all().get(0))
                    .contains("new certificates cannot be used")
                    .contains("private_key_file: " + issued.key())
                    .doesNotContain(key.substring(40, 80));
            assertThat(log.all()).anyMatch(line -> line.contains("certificates were renewed"));
        }
    }

    @Test
    void doesNotStartWithoutAUsableCertificate() throws IOException {
        Files.writeString(issued.key(), "nothing");

        assertThatThrownBy(() -> start(Optional.empty()))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("private_key_file: " + issued.key());
    }

    private void start(Optional<Path> callerAuthorities) {
        ProxyingOptions usual = RunningProxy.options(RunningProxy.TIMEOUTS);
        ProxyingOptions options = new ProxyingOptions(
                usual.registry(),
                usual.controller(),
                usual.listen(),
                usual.timeouts(),
                usual.retries(),
                usual.limits(),
                usual.outlier(),
                Optional.of(new ListenerTlsOptions(new TlsIdentity(issued.chain(), issued.key()), callerAuthorities)),
                usual.upstreamTls(),
                usual.tcpProxies(),
                usual.stateFile());
        RunningProxy.await(vertx.deployVerticle(
                () -> {
                    ProxyVerticle proxy = new ProxyVerticle(
                            options,
                            Identity.ANONYMOUS,
                            RunningProxy.forwardingTo(upstream.endpoint()),
                            Ledger.NONE,
                            Duration.ofSeconds(1));
                    proxies.add(proxy);
                    return proxy;
                },
                new DeploymentOptions().setInstances(2)));
    }

    private SSLSocket connect(Optional<Issued> shown) throws IOException {
        SSLSocket socket = (SSLSocket) authority
                .trustedBy(shown)
                .getSocketFactory()
                .createSocket("127.0.0.1", proxies.get(0).port());
        socket.setSoTimeout(20_000);
        socket.startHandshake();
        return socket;
    }

    private String shownSubject() throws IOException {
        try (SSLSocket socket = connect(Optional.empty())) {
            return subject(socket);
        }
    }

    private static String subject(SSLSocket socket) throws IOException {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String extension(Path file) {
        String name = file.toString();
        return name.substring(name.lastIndexOf('.'));
    }
}
