package io.amalgam8.sidecar.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammars alone, with bytes that come in one piece and one by one. */
final class GrammarTest {

    private static final String POST = "POST /x HTTP/1.1\r\nHost: h\r\n";
    private static final String CHUNKS = POST + "Transfer-Encoding: chunked\r\n\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n\r\n",
                "\r\n\r\nGET / HTTP/1.0\r\n\r\n",
                "M-SEARCH * HTTP/1.1\r\nX:\r\nY: \t z \t\r\n\r\n",
                POST + "Content-Length: 5\r\n\r\n\r\n\0\r\nGET / HTTP/1.1\r\n\r\n",
                POST + "content-LENGTH:\t5 \r\n\r\nhello",
                POST + "Content-Length: 0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
                POST + "Transfer-Encoding: \tChunked \r\n\r\n0\r\n\r\n",
                CHUNKS
                        + "5\r\nhe\n\0o\r\n00A;a;b=c;d=\"e\\\" \t;\"\r\n0123456789\r\n0;x\r\nT: u\r\nContent-Length: 9\r\n\r\n",
                CHUNKS + "0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
                POST + "Content-Lengthy: x\r\nContent-Lengt: y\r\nTransfer-Encodin: z\r\n\r\n",
            })
    void letsThroughWhatIsSound(String bytes) {
        assertThat(refusalOf(bytes, bytes.length())).isEmpty();
        assertThat(refusalOf(bytes, 1)).isEmpty();
        assertThat(refusalOf(bytes, 7)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n\r\n\r\nGET / HTTP/1.1\r\n",
                "\nGET / HTTP/1.1\r\n",
                " GET / HTTP/1.1\r\n",
                "GET\t/ HTTP/1.1\r\n",
                "GET  / HTTP/1.1\r\n",
                "GET / HTTP/1.1 \r\n",
                "GET / HTTP/1.1\n",
                "GET / HTTP/1.1\r\r\n",
                "GET /\r\n",
                "GET / HTTP/1.\r\n",
                "GET / HTTP/11\r\n",
                "GET /\u0080 HTTP/1.1\r\n",
                "GET /\u007f HTTP/1.1\r\n",
                "G@T / HTTP/1.1\r\n",
                POST + " X: y\r\n",
                POST + "\tX: y\r\n",
                POST + "X: y\r\n z\r\n",
                POST + "X : y\r\n",
                POST + ": y\r\n",
                POST + "X\r\n",
                POST + "X: y\rz\r\n",
                POST + "X: y\n",
                POST + "X: \u0000\r\n",
                POST + "X: \u001b\r\n",
                POST + "\r\r\n",
                POST + "Content-Length:\r\n",
                POST + "Content-Length: -1\r\n",
                POST + "Content-Length: 1 1\r\n",
                POST + "Content-Length: 1,1\r\n",
                POST + "Content-Length: 0x1\r\n",
                POST + "Content-Length: 1234567890123456789\r\n",
                POST + "Content-Length: 1\r\nContent-Length: 1\r\n",
                POST + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
                POST + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n",
                POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                POST + "Transfer-Encoding:\r\n",
                POST + "Transfer-Encoding: chunked,\r\n",
                POST + "Transfer-Encoding: chunked, gzip\r\n",
                POST + "Transfer-Encoding: chunked, chunked\r\n",
                "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n",
                CHUNKS + "\r\n",
                CHUNKS + " 5\r\n",
                CHUNKS + "5 \r\n",
                CHUNKS + "+5\r\n",
                CHUNKS + "-5\r\n",
                CHUNKS + "0x5\r\n",
                CHUNKS + "5\n",
                CHUNKS + "5;\r\n",
                CHUNKS + "5;=\r\n",
                CHUNKS + "5;a=\r\n",
                CHUNKS + "5;a=\"\r\n",
                CHUNKS + "5;a=\"b\"c\r\n",
                CHUNKS + "80000000\r\n",
                CHUNKS + "ffffffffffffffff\r\n",
                CHUNKS + "00000000000000001\r\n",
                CHUNKS + "1\r\nab\r\n",
                CHUNKS + "1\r\na\n",
                CHUNKS + "1\r\na\rX",
                CHUNKS + "0\r\n\rX",
                CHUNKS + "0\r\nX : y\r\n",
                CHUNKS + "0\r\n X: y\r\n",
            })
    void refusesWhatIsMalformed(String bytes) {
        assertThat(refusalOf(bytes, bytes.length())).map(Violation::kind).contains(Kind.MALFORMED);
        assertThat(refusalOf(bytes, 1)).map(Violation::kind).contains(Kind.MALFORMED);
        assertThat(refusalOf(bytes, 7)).map(Violation::kind).contains(Kind.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({
        "UNKNOWN_VERSION, GET / HTTP/1.2~",
        "UNKNOWN_VERSION, GET / HTTP/2.0~",
        "UNKNOWN_CODING, POST / HTTP/1.1~Transfer-Encoding: gzip~~",
        "UNKNOWN_CODING, 'POST / HTTP/1.1~Transfer-Encoding: gzip, chunked~~'",
        "UNKNOWN_CODING, 'POST / HTTP/1.1~Transfer-Encoding: chunkedx~~'",
    })
    void refusesWhatNobodyHereSpeaks(Kind kind, String lines) {
        assertThat(refusalOf(lines.replace("~", "\r\n"), 1))
                .map(Violation::kind)
                .contains(kind);
    }

    @Test
    void refusesAFloodBeforeItsEnd() {
        assertThat(refusalOf("GET /" + "x".repeat(17_000), 512))
                .map(Violation::kind)
                .contains(Kind.TARGET_TOO_LONG);
        assertThat(refusalOf("G".repeat(1_000), 512)).map(Violation::kind).contains(Kind.METHOD_NOT_SERVED);
        assertThat(refusalOf(POST + "X: " + "x".repeat(66_000), 512))
                .map(Violation::kind)
                .contains(Kind.HEAD_TOO_LARGE);
        assertThat(refusalOf(POST + "X: y\r\n".repeat(200), 512))
                .map(Violation::kind)
                .contains(Kind.HEAD_TOO_LARGE);
        assertThat(refusalOf(CHUNKS + "0\r\nX: " + "x".repeat(66_000), 512))
                .map(Violation::kind)
                .contains(Kind.HEAD_TOO_LARGE);
        assertThat(refusalOf(CHUNKS + "1;" + "x".repeat(1_100), 512))
                .map(Violation::kind)
                .contains(Kind.MALFORMED);
    }

    @Test
    void saysWhereTheFirstWrongByteIs() {
        assertThat(refusalOf("GET / HTTP/1.1\r\nX\0: y\r\n", 100))
                .map(Violation::index)
                .contains(17);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.0 200 \r\n\r\nanything \0 to the end\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX: y\r\n\r\n",
                "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n\0\1\2 whatever",
            })
    void letsThroughSoundAnswers(String bytes) {
        assertThat(refusalOfAnswer(bytes, bytes.length())).isEmpty();
        assertThat(refusalOfAnswer(bytes, 1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\nHTTP/1.1 200 OK\r\n",
                "HTTP/2.0 200 OK\r\n",
                "http/1.1 200 OK\r\n",
                "HTTP/1.1  200 OK\r\n",
                "HTTP/1.1 99 OK\r\n",
                "HTTP/1.1 099 OK\r\n",
                "HTTP/1.1 2000 OK\r\n",
                "HTTP/1.1 20x OK\r\n",
                "HTTP/1.1 200 O\0K\r\n",
                "HTTP/1.1 200 OK\n",
                "HTTP/1.1 200 OK\r\nX : y\r\n",
                "HTTP/1.1 200 OK\r\nX: y\r\n z\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: a\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab",
                "HTTP/1.1 204 No Content\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
            })
    void refusesMalformedAnswers(String bytes) {
        assertThat(refusalOfAnswer(bytes, bytes.length())).isPresent();
        assertThat(refusalOfAnswer(bytes, 1)).isPresent();
    }

    @Test
    void anAnswerToHeadHasNoBody() {
        AnswerGrammar grammar = new AnswerGrammar();
        grammar.expectAnswer(true);

        assertThat(refusal(grammar, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", 100))
                .isEmpty();
        assertThat(grammar.isAtRest()).isTrue();
        assertThat(refusal(grammar, "H", 1)).isPresent();
        assertThat(grammar.isAtRest()).isFalse();
    }

    private static Optional<Violation> refusalOf(String bytes, int atOnce) {
        return refusal(new RequestGrammar(), bytes, atOnce);
    }

    private static Optional<Violation> refusalOfAnswer(String bytes, int atOnce) {
        AnswerGrammar grammar = new AnswerGrammar();
        grammar.expectAnswer(false);
        return refusal(grammar, bytes, atOnce);
    }

    private static Optional<Violation> refusal(Grammar grammar, String text, int atOnce) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int at = 0;
        try {
            while (at < bytes.length) {
                at += grammar.skip(Math.min(atOnce, bytes.length - at));
                byte[] some = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + atOnce));
                at += grammar.scan(some, some.length);
            }
            return Optional.empty();
        } catch (Violation violation) {
            return Optional.of(violation);
        }
    }
}
