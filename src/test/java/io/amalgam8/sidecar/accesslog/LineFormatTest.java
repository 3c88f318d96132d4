package io.amalgam8.sidecar.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.amalgam8.sidecar.model.Actions.Trace;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.Tags;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class LineFormatTest {

    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final LineFormat format = new LineFormat(new Identity("gateway", Tags.of("v1", "edge")));

    @Test
    void writesAmalgam8sKeysInTheirFormsAndOurs() {
        assertThat(line(Entries.usual()))
                .isEqualTo("{\"status\":\"200\",\"timestamp_in_ms\":\"1700000000.135\",\"request_time\":\"0.012\","
                        + "\"upstream_response_time\":\"0.011\",\"timestamp\":\"2023-11-14T22:13:20.135Z\","
                        + "\"src\":\"gateway:v1,edge\",\"dst\":\"reviews:v1,blue\",\"message\":\"request proxied\","
                        + "\"module\":\"A8SIDECAR\",\"upstream_addr\":\"10.0.0.77:9080\","
                        + "\"remote_addr\":\"127.0.0.1\",\"request\":\"GET /reviews/1?full=true HTTP/1.1\","
                        + "\"http_referer\":\"http://shop.example/\",\"http_user_agent\":\"curl/8.5.0\","
                        + "\"http_x_forwarded_for\":\"192.0.2.7\",\"request_id\":\"req-1\",\"trace_id\":\"4bf92f35\","
                        + "\"method\":\"GET\",\"path\":\"/reviews/1\",\"protocol\":\"HTTP/1.1\",\"attempts\":2,"
                        + "\"flags\":\"\",\"bytes_received\":17,\"bytes_sent\":1024,\"rule\":\"rule-9\","
                        + "\"fault\":\"delay\",\"gremlin_recipe_id\":\"r-17\"}\n");
    }

    @Test
    void writesADashForWhatNginxWouldNotKnow() {
        JsonNode json = parsed(Entries.bare());
        for (String key : List.of(
                "upstream_response_time",
                "upstream_addr",
                "remote_addr",
                "http_referer",
                "http_user_agent",
                "http_x_forwarded_for")) {
            assertThat(json.path(key).asText()).as(key).isEqualTo("-");
        }
        assertThat(json.path("dst").asText()).isEqualTo("nobody");
        assertThat(json.path("message").asText()).isEqualTo("request answered by the sidecar");
        assertThat(json.path("request_time").asText()).isEqualTo("0.000");
        assertThat(json.path("request_id").asText()).isEmpty();
    }

    @Test
    void cutsThePathOutOfATargetOfAnyForm() {
        assertThat(parsed(Entries.withTarget("/a/b")).path("path").asText()).isEqualTo("/a/b");
        assertThat(parsed(Entries.withTarget("/a?u=http://x/y")).path("path").asText())
                .isEqualTo("/a");
        assertThat(parsed(Entries.withTarget("http://host:80/a/b?c"))
                        .path("path")
                        .asText())
                .isEqualTo("/a/b");
        assertThat(parsed(Entries.withTarget("http://host")).path("path").asText())
                .isEmpty();
        assertThat(parsed(Entries.withTarget("*")).path("path").asText()).isEqualTo("*");
    }

    @Test
    void masksSecretsInTargetPathAndReferer() {
        String url = "http://user:canary@host/a;jsessionid=canary/b?access_token=canary&x=1";
        String line = line(Entries.withTarget(url)) + line(Entries.withReferer(url));
        assertThat(line)
                .doesNotContain("canary")
                .contains("\"request\":\"GET http://***@host/a;jsessionid=***/b?access_token=***&x=1 HTTP/1.1\"")
                .contains("\"path\":\"/a;jsessionid=***/b\"")
                .contains("\"http_referer\":\"http://***@host/a;jsessionid=***/b?access_token=***&x=1\"");
    }

    @Test
    void neverLetsATraceKeyTakeThePlaceOfAnother() {
        JsonNode json = parsed(Entries.withTraces(List.of(
                trace("status", "999"),
                trace("module", "mine"),
                trace("mark", "first"),
                trace("mark", "second"),
                trace("\ud800", "lone"),
                trace("?", "question mark"))));
        assertThat(json.path("status").asText()).isEqualTo("200");
        assertThat(json.path("module").asText()).isEqualTo("A8SIDECAR");
        assertThat(json.path("mark").asText()).isEqualTo("first");
        assertThat(json.path("?").asText()).isEqualTo("lone");
    }

    @Test
    void leavesOutTracesForWhichThereIsNoRoom() {
        List<Trace> traces = IntStream.range(0, 1000)
                .mapToObj(i -> trace("key" + i, "v".repeat(100)))
                .toList();
        String line = line(Entries.withTraces(traces));
        assertThat(line.length()).isLessThanOrEqualTo(JsonLine.LIMIT);
        assertThat(line).contains("\"key0\"").doesNotContain("\"key999\"");
    }

    @Test
    void showsHeaderBytesAsUtf8WhereTheyAreAndAsLatin1WhereTheyAreNot() {
        String utf8 = new String("Grüße €😀".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(agent(utf8)).isEqualTo("Grüße €😀");
        assertThat(agent("Gr\u00fc\u00dfe")).isEqualTo("Grüße");
        assertThat(agent("cut \u00e2\u0082")).isEqualTo("cut \u00e2\u0082");
        assertThat(agent("already €")).isEqualTo("already €");
        assertThat(agent("lone \ud800 and \udc00")).isEqualTo("lone \ufffd and \ufffd");
    }

    @Test
    void escapesWhatWouldEndALineOrAText() {
        String hostile = "\"}\n{\"status\":\"200\\\u0000\u0007\u001b[31m\r\t\u007f\u0085\u2028";
        assertThat(agent(hostile)).isEqualTo(hostile);
        assertThat(line(Entries.withUserAgent(hostile)).strip()).doesNotContain("\n", "\r", "\u001b", "\u0000");
    }

    @Test
    void cutsALongTextBetweenTwoCharacters() {
        assertThat(agent("a".repeat(5000))).isEqualTo("a".repeat(1024));
        assertThat(agent("\"".repeat(5000))).isEqualTo("\"".repeat(512));
        assertThat(agent("a" + "€".repeat(5000))).isEqualTo("a" + "€".repeat(341));
        assertThat(agent("\u0001".repeat(5000))).isEqualTo("\u0001".repeat(170));
    }

    @Test
    void usesItsBufferAgainWithoutLeavingAnythingBehind() {
        String first = line(Entries.bare());
        line(Entries.everywhere("x".repeat(4000)));
        assertThat(line(Entries.bare())).isEqualTo(first);
    }

    @Property(tries = 1000, seed = "5813")
    void staysOneLineOfValidJsonWhateverComes(@ForAll("hostile") String text) {
        String line = line(Entries.everywhere(text));
        assertThat(line.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(JsonLine.LIMIT);
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
        JsonNode json = parse(line);
        assertThat(json.isObject()).isTrue();
        json.properties()
                .forEach(field -> assertThat(field.getValue().asText().getBytes(StandardCharsets.UTF_8).length)
                        .isLessThanOrEqualTo(JsonLine.TEXT_LIMIT));
        assertThat(json.path("status").asText()).isEqualTo("200");
        assertThat(json.path("bytes_sent").asLong()).isEqualTo(Long.MAX_VALUE);
    }

    @Provide
    static Arbitrary<String> hostile() {
        return Arbitraries.oneOf(
                Arbitraries.strings().all().ofMaxLength(3000),
                Arbitraries.strings().withCharRange('\u0000', '\u00ff').ofMaxLength(3000),
                Arbitraries.strings().withCharRange('\ud800', '\udfff').ofMaxLength(3000),
                Arbitraries.strings().withChars("\"\\\n\r\t{}[]:,\u0000").ofMaxLength(9000),
                Arbitraries.strings().ascii().ofMinLength(1).ofMaxLength(40));
    }

    private static Trace trace(String key, String value) {
        return new Trace(key, value, Tags.NONE);
    }

    private String agent(String userAgent) {
        return parsed(Entries.withUserAgent(userAgent)).path("http_user_agent").asText();
    }

    private JsonNode parsed(AccessLogEntry entry) {
        return parse(line(entry));
    }

    private static JsonNode parse(String line) {
        try {
            return STRICT.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }

    private String line(AccessLogEntry entry) {
        JsonLine line = format.format(entry);
        byte[] bytes = Arrays.copyOf(line.bytes(), line.length());
        String text = new String(bytes, StandardCharsets.UTF_8);
        assertThat(text.getBytes(StandardCharsets.UTF_8))
                .as("well-formed UTF-8")
                .isEqualTo(bytes);
        return text;
    }
}
