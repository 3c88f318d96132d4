package io.amalgam8.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.config.ProxyingOptions;
import io.amalgam8.sidecar.config.TlsIdentity;
import io.amalgam8.sidecar.config.UpstreamTlsOptions;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.Protocol;
import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.RawPeer;
import io.amalgam8.sidecar.testing.RawPeer.Message;
import io.amalgam8.sidecar.testing.RawUpstream;
import io.amalgam8.sidecar.testing.TestAuthority;
import io.amalgam8.sidecar.testing.TestAuthority.Issued;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Instances of type https. */
final class TlsUpstreamTest {

    private static final String PASSWORD = "changeit";

    @TempDir
    static Path directory;

    private static final Vertx VERTX = Vertx.vertx();
    private static int port;

    @BeforeAll
    static void startInstance() throws IOException, InterruptedException {
        Path store = directory.resolve("store.p12");
        keytool(store, "-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "SAN=dns:localhost");
        keytool(store, "-exportcert", "-rfc", "-file", pem().toString());
        HttpServer server = VERTX.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(
                                new PfxOptions().setPath(store.toString()).setPassword(PASSWORD)))
                .requestHandler(request -> request.response()
                        .putHeader(
                                "X-Server-Name",
                                String.valueOf(request.connection().indicatedServerName()))
                        .end("secret"));
        port = RunningProxy.await(server.listen(0, "127.0.0.1")).actualPort();
    }

    @AfterAll
    static void stopInstance() {
        RunningProxy.await(VERTX.close());
    }

    @Test
    void trustsAnInstanceWhoseAuthorityIsGiven() {
        Message answer = askOf("localhost", new UpstreamTlsOptions(true, Optional.of(pem()), Optional.empty()));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("secret");
    }

    @Test
    void trustsNobodyWhomItDoesNotKnow() {
        Message answer = askOf("localhost", new UpstreamTlsOptions(true, Optional.empty(), Optional.empty()));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.field("Proxy-Status")).contains("error=tls_protocol_error");
    }

    @Test
    void trustsNobodyWhoBearsAnotherName() {
        Message answer = askOf("127.0.0.1", new UpstreamTlsOptions(true, Optional.of(pem()), Optional.empty()));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.field("Proxy-Status")).contains("error=tls_protocol_error");
    }

    @Test
    void trustsAnybodyWhenToldNotToVerify() {
        assertThat(askOf("127.0.0.1", new UpstreamTlsOptions(false, Optional.empty(), Optional.empty()))
                        .body())
                .isEqualTo("secret");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerThatOnlyItsEndDelimitsIsWholeIfTheEndWasAnnounced(boolean announced) {
        NetServer server = VERTX.createNetServer(new NetServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PfxOptions()
                                .setPath(directory.resolve("store.p12").toString())
                                .setPassword(PASSWORD)))
                .connectHandler(socket -> socket.handler(request ->
                        socket.write("HTTP/1.1 200 OK\r\n\r\nsecret").onSuccess(written -> end(socket, announced))));
        int there = RunningProxy.await(server.listen(0, "127.0.0.1")).actualPort();
        UpstreamTlsOptions tls = new UpstreamTlsOptions(false, Optional.empty(), Optional.empty());

        String received = ask(new Endpoint(EndpointType.HTTPS, "127.0.0.1", there, ""), tls, caller -> {
            caller.send(RawPeer.head("GET /svc/x HTTP/1.1", "Host: h", "Connection: close"));
            return caller.readToEnd();
        });

        assertThat(received).contains("secret");
        assertThat(received.endsWith("0\r\n\r\n")).isEqualTo(announced);
    }

    @Test
    void speaksHttp2WithAnInstanceThatAsksForIt() {
        HttpServer server = VERTX.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(new PfxOptions()
                                .setPath(directory.resolve("store.p12").toString())
                                .setPassword(PASSWORD)))
                .requestHandler(
                        request -> request.response().end(request.version().name()));
        int there = RunningProxy.await(server.listen(0, "127.0.0.1")).actualPort();
        Endpoint instance = new Endpoint(EndpointType.HTTPS, "localhost", there, "", Protocol.HTTP_2);
        UpstreamTlsOptions tls = new UpstreamTlsOptions(true, Optional.of(pem()), Optional.empty());

        assertThat(ask(instance, tls, caller -> caller.get("/svc/x")).body()).isEqualTo("HTTP_2");
    }

    @Test
    void doesNotWaitForAHandshakeThatNeverEnds() {
        try (RawUpstream silent = RawUpstream.running(peer -> peer.readHead())) {
            Endpoint instance = new Endpoint(
                    EndpointType.HTTPS, "localhost", silent.endpoint().port(), "");
            UpstreamTlsOptions tls = new UpstreamTlsOptions(false, Optional.empty(), Optional.empty());

            assertThat(ask(instance, tls, caller -> caller.get("/svc/x")).status())
                    .isEqualTo(503);
        }
    }

    private static void end(NetSocket socket, boolean announced) {
        ChannelPipeline pipeline =
                ((NetSocketInternal) socket).channelHandlerContext().pipeline();
        if (!announced) {
            pipeline.remove(SslHandler.class);
        }
        socket.close().onFailure(gone -> {});
    }

    @Test
    void showsItsCertificateToInstancesThatAskForOne() {
        TestAuthority authority = TestAuthority.in(directory, "callers");
        Issued own = authority.issue("sidecar");
        HttpServer server = VERTX.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setClientAuth(ClientAuth.REQUIRED)
                        .setTrustOptions(new PemTrustOptions()
                                .addCertPath(authority.file().toString()))
                        .setKeyCertOptions(new PfxOptions()
                                .setPath(directory.resolve("store.p12").toString())
                                .setPassword(PASSWORD)))
                .requestHandler(request -> request.response().end("known"));
        int there = RunningProxy.await(server.listen(0, "127.0.0.1")).actualPort();
        Endpoint instance = new Endpoint(EndpointType.HTTPS, "localhost", there, "");

        assertThat(ask(
                                instance,
                                new UpstreamTlsOptions(
                                        true, Optional.of(pem()), Optional.of(new TlsIdentity(own.chain(), own.key()))),
                                caller -> caller.get("/svc/x"))
                        .body())
                .isEqualTo("known");
        assertThat(ask(
                                instance,
                                new UpstreamTlsOptions(true, Optional.of(pem()), Optional.empty()),
                                caller -> caller.get("/svc/x"))
                        .status())
                .isIn(502, 503);
    }

    private static Message askOf(String host, UpstreamTlsOptions tls) {
        return ask(new Endpoint(EndpointType.HTTPS, host, port, ""), tls, caller -> caller.get("/svc/x"));
    }

    private static <T> T ask(Endpoint instance, UpstreamTlsOptions tls, Function<RawCaller, T> conversation) {
        ProxyingOptions usual = RunningProxy.options(RunningProxy.TIMEOUTS);
        ProxyingOptions options = new ProxyingOptions(
                usual.registry(),
                usual.controller(),
                usual.listen(),
                usual.timeouts(),
                usual.retries(),
                usual.limits(),
                usual.outlier(),
                usual.tls(),
                tls,
                usual.tcpProxies(),
                usual.stateFile());
        Vertx vertx = Vertx.vertx();
        try {
            ProxyVerticle verticle = new ProxyVerticle(
                    options,
                    Identity.ANONYMOUS,
                    RunningProxy.forwardingTo(instance),
                    Ledger.NONE,
                    Duration.ofSeconds(1));
            RunningProxy.await(vertx.deployVerticle(verticle));
            try (RawCaller caller = RawCaller.to(verticle.port())) {
                return conversation.apply(caller);
            }
        } finally {
            RunningProxy.await(vertx.close());
        }
    }

    private static Path pem() {
        return directory.resolve("authority.pem");
    }

    private static void keytool(Path store, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(words));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD, "-storetype", "PKCS12"));
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }
}
