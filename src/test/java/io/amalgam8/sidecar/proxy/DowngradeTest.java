package io.amalgam8.sidecar.proxy;

import static io.amalgam8.sidecar.testing.RawHttp2.CLOSED;
import static io.amalgam8.sidecar.testing.RawHttp2.DATA;
import static io.amalgam8.sidecar.testing.RawHttp2.END_HEADERS;
import static io.amalgam8.sidecar.testing.RawHttp2.END_STREAM;
import static io.amalgam8.sidecar.testing.RawHttp2.GOAWAY;
import static io.amalgam8.sidecar.testing.RawHttp2.HEADERS;
import static io.amalgam8.sidecar.testing.RawHttp2.RST_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.testing.LogLines;
import io.amalgam8.sidecar.testing.RawHttp2;
import io.amalgam8.sidecar.testing.RawHttp2.Frame;
import io.amalgam8.sidecar.testing.RawUpstream;
import io.amalgam8.sidecar.transport.Caller;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request or an answer of HTTP/2 must not become in HTTP/1.1, and the other way round. */
final class DowngradeTest {

    private static final int WHOLE = END_STREAM | END_HEADERS;

    private final RawUpstream instance = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    private final RunningProxy proxy = RunningProxy.to(instance.endpoint());

    @AfterEach
    void end() {
        proxy.close();
        instance.close();
    }

    static Stream<Arguments> noFields() {
        return Stream.of(
                Arguments.of("x-a", "b\u0000c"),
                Arguments.of("x-a", "b\u0001c"),
                Arguments.of("x-a", "b\u007fc"),
                Arguments.of("x-a", "b\nc"),
                Arguments.of("x-a", "b\rc"),
                Arguments.of("x:a", "b"),
                Arguments.of("x-a: 1\r\nx-b", "b"),
                Arguments.of("x(a", "b"),
                Arguments.of("x\u00e4", "b"),
                Arguments.of("x\u0000", "b"),
                Arguments.of("x\t", "b"),
                Arguments.of("", "b"));
    }

    @ParameterizedTest
    @MethodSource("noFields")
    void whatIsNoFieldIsRefusedAsTheCallersFault(String name, String value) throws IOException {
        try (LogLines log = LogLines.of(Caller.class.getPackage());
                RawHttp2 caller = RawHttp2.begun(proxy.port())) {
            caller.frame(HEADERS, WHOLE, 1, RawHttp2.get("/svc/x", name, value));

            Frame reply = caller.await(HEADERS, RST_STREAM, GOAWAY);
            assertThat(reply.type()).isIn(HEADERS, RST_STREAM, GOAWAY);
            assertThat(reply.type() == HEADERS || reply.error() == 1).isTrue();
            assertThat(log.all()).isEmpty();
        }
        assertThat(instance.heads()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("noFields")
    void whatIsNoFieldIsNoTrailerEither(String name, String value) throws IOException {
        try (LogLines log = LogLines.of(Caller.class.getPackage());
                RawHttp2 caller = RawHttp2.begun(proxy.port())) {
            caller.frame(HEADERS, END_HEADERS, 1, put())
                    .frame(DATA, 0, 1, new byte[] {'a'})
                    .frame(HEADERS, WHOLE, 1, RawHttp2.block(name, value));

            Frame reply = caller.await(HEADERS, RST_STREAM, GOAWAY);
            assertThat(reply.type()).isIn(RST_STREAM, GOAWAY);
            assertThat(reply.error()).isEqualTo(1);
            assertThat(log.all()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2|3", "2, 3", "+2", "-2", "0x2", "2 ", "", "99999999999999999999"})
    void aLengthThatIsNotOneNumberIsRefused(String lengths) throws IOException {
        try (RawHttp2 caller = RawHttp2.begun(proxy.port())) {
            caller.frame(HEADERS, END_HEADERS, 1, put(lengths(lengths))).frame(DATA, END_STREAM, 1, new byte[2]);

            Frame reply = caller.await(HEADERS, RST_STREAM, GOAWAY);
            assertThat(reply.type()).isIn(HEADERS, RST_STREAM, GOAWAY);
            assertThat(reply.type() == HEADERS || reply.error() == 1).isTrue();
        }
        assertThat(instance.heads()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2|2", "2, 2"})
    void aLengthThatIsSaidTwiceIsSentOnOnce(String lengths) throws IOException {
        try (RawHttp2 caller = RawHttp2.begun(proxy.port())) {
            caller.frame(HEADERS, END_HEADERS, 1, put(lengths(lengths))).frame(DATA, END_STREAM, 1, new byte[2]);

            assertThat(caller.await(HEADERS).type()).isEqualTo(HEADERS);
        }
        assertThat(instance.heads().get(0)).containsOnlyOnce("content-length: 2\r\n");
    }

    @Test
    void fieldsThatLookLikeThoseThatTheProxyVouchesForAreTakenAway() throws IOException {
        try (RawHttp2 caller = RawHttp2.begun(proxy.port())) {
            caller.frame(HEADERS, WHOLE, 1, RawHttp2.get("/svc/x", "x_forwarded_for", "1.2.3.4", "other_name", "b"));

            assertThat(caller.await(HEADERS).type()).isEqualTo(HEADERS);
        }
        assertThat(instance.heads().get(0)).contains("other_name").doesNotContain("x_forwarded_for");
    }

    @Test
    void cookiesInPiecesAreOneFieldAgain() throws IOException {
        try (RawHttp2 caller = RawHttp2.begun(proxy.port())) {
            caller.frame(HEADERS, WHOLE, 1, RawHttp2.get("/svc/x", "cookie", "a=1", "x-a", "b", "cookie", "c=2"));

            assertThat(caller.await(HEADERS).type()).isEqualTo(HEADERS);
        }
        assertThat(instance.heads().get(0).toLowerCase(Locale.ROOT)).containsOnlyOnce("cookie: a=1; c=2\r\n");
    }

    @Test
    void anAnswerOfOurOwnToHeadHasNoBody() throws IOException {
        try (RunningProxy nowhere = RunningProxy.to(new Endpoint(EndpointType.HTTP, "127.0.0.1", 1, ""));
                RawHttp2 caller = RawHttp2.begun(nowhere.port())) {
            byte[] head = RawHttp2.block(":method", "HEAD", ":scheme", "http", ":path", "/svc/x", ":authority", "h");
            caller.frame(HEADERS, WHOLE, 1, head);

            Frame answer = caller.await(HEADERS, RST_STREAM, GOAWAY);
            assertThat(answer.type()).isEqualTo(HEADERS);
            if ((answer.flags() & END_STREAM) == 0) {
                assertThat(caller.await(DATA, CLOSED).payload()).isEmpty();
            }
        }
    }

    @Test
    void anAnswerWithoutContentDoesNotAnnounceAny() {
        RawUpstream bodiless = RawUpstream.answering("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n");
        Vertx vertx = Vertx.vertx();
        try (bodiless;
                RunningProxy before = RunningProxy.to(bodiless.endpoint())) {
            HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false));
            HttpClientResponse answer =
                    RunningProxy.await(client.request(HttpMethod.GET, before.port(), "127.0.0.1", "/svc/x")
                            .compose(request -> request.send()));

            assertThat(answer.statusCode()).isEqualTo(204);
            assertThat(answer.headers().getAll("content-length")).isEqualTo(List.of());
            RunningProxy.await(client.close());
        } finally {
            RunningProxy.await(vertx.close());
        }
    }

    private static String[] lengths(String all) {
        return Arrays.stream(all.split("\\|", -1))
                .flatMap(length -> Stream.of("content-length", length))
                .toArray(String[]::new);
    }

    private static byte[] put(String... more) {
        byte[] head = RawHttp2.block(":method", "PUT", ":scheme", "http", ":path", "/svc/x", ":authority", "h");
        byte[] fields = RawHttp2.block(more);
        byte[] block = Arrays.copyOf(head, head.length + fields.length);
        System.arraycopy(fields, 0, block, head.length, fields.length);
        return block;
    }
}
