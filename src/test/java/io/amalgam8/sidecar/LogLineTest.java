package io.amalgam8.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.amalgam8.sidecar.config.LogFormat;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.KeyValuePair;

/** What people and machines read on standard error. */
final class LogLineTest {

    private static final String HEAD = "2026-01-02T03:04:05.006Z WARN  Refusals ";

    private final LogLine lines = new LogLine();

    @Test
    void showsTimeLevelClassMessageAndPairs() {
        LoggingEvent event = event("instance left out", null);
        event.addKeyValuePair(new KeyValuePair("id", "a7"));
        event.addKeyValuePair(new KeyValuePair("port", 80));

        assertThat(lines.doLayout(event)).isEqualTo(HEAD + "instance left out id=a7 port=80\n");
    }

    @Test
    void leavesNoBlankBehindAMessageWithoutPairs() {
        assertThat(lines.doLayout(event("stops", null))).isEqualTo(HEAD + "stops\n");
    }

    @Test
    void quotesValuesThatAreNoSingleWord() {
        assertThat(pair("gone away")).isEqualTo("\"gone away\"");
        assertThat(pair("")).isEqualTo("\"\"");
        assertThat(pair("say \"no\"")).isEqualTo("\"say \\\"no\\\"\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\nb", "a\r\nb", "a\u001b[31mb", "a\u0000b", "a\u0085b", "a\u2028b", "a\u202eb", "a\u007fb"})
    void staysOneHarmlessLineWhateverAValueHolds(String value) {
        String line = pair(value);

        assertThat(line).matches("\"a(\\\\u[0-9a-f]{4})+(\\[31m)?b\"");
        assertThat(lines.doLayout(event(value, null)).lines()).hasSize(1);
    }

    @Test
    void cutsValuesThatNobodyReads() {
        assertThat(pair("x".repeat(100_000))).isEqualTo("x".repeat(500) + "...");
    }

    @Test
    void writesDurationsAsTheOptionsDo() {
        assertThat(pair(Duration.ofMillis(1500))).isEqualTo("1.5s");
        assertThat(pair(Duration.ofSeconds(90))).isEqualTo("1m30s");
        assertThat(pair(Duration.ZERO)).isEqualTo("0s");
    }

    @Test
    void tellsWhatWasThrownInTheSameLine() {
        String text = lines.doLayout(event("failed", new IllegalStateException("why\n" + HEAD, new Error("so"))));

        assertThat(text.lines()).hasSize(1);
        assertThat(text)
                .startsWith(HEAD + "failed thrown=\"java.lang.IllegalStateException: why\\u000a")
                .contains(" at io.amalgam8.sidecar.LogLineTest")
                .contains(" caused by java.lang.Error: so")
                .endsWith("\"\n");
    }

    @Test
    void writesAnObjectPerEventForMachines() throws IOException {
        lines.write(LogFormat.JSON);
        LoggingEvent event = event("instance left out", null);
        event.addKeyValuePair(new KeyValuePair("id", "a7"));
        event.addKeyValuePair(new KeyValuePair("port", 80));
        event.addKeyValuePair(new KeyValuePair("after", Duration.ofMillis(1500)));
        event.addKeyValuePair(new KeyValuePair("again", true));
        event.addKeyValuePair(new KeyValuePair("level", "mine"));
        event.addKeyValuePair(new KeyValuePair("id", "a8"));

        assertThat(lines.doLayout(event))
                .isEqualTo("{\"timestamp\":\"2026-01-02T03:04:05.006Z\",\"level\":\"warn\",\"logger\":\"Refusals\","
                        + "\"message\":\"instance left out\",\"id\":\"a7\",\"port\":80,\"after\":\"1.5s\","
                        + "\"again\":true,\"level_\":\"mine\",\"id_\":\"a8\"}\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\nb",
                "a\r\nb",
                "a\u001b[31mb",
                "a\u0000b",
                "a\u0085b",
                "a\u2028b",
                "a\u202eb",
                "a\ud800b",
                "a\"},\"b"
            })
    void staysOneObjectWhateverTheTextsHold(String text) throws IOException {
        lines.write(LogFormat.JSON);
        LoggingEvent event = event(text, new IllegalStateException(text));
        event.addKeyValuePair(new KeyValuePair("key", text));

        String line = lines.doLayout(event);

        assertThat(line).matches("[ -~]+\n");
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(json.path("message").asText()).isEqualTo(text);
        assertThat(json.path("key").asText()).isEqualTo(text);
        assertThat(json.path("thrown").asText()).startsWith("java.lang.IllegalStateException: " + text);
    }

    private String pair(Object value) {
        LoggingEvent event = event("m", null);
        event.addKeyValuePair(new KeyValuePair("key", value));
        String line = lines.doLayout(event);
        assertThat(line).startsWith(HEAD + "m key=").endsWith("\n");
        return line.substring((HEAD + "m key=").length(), line.length() - 1);
    }

    private static LoggingEvent event(String message, @Nullable Throwable thrown) {
        LoggerContext context = new LoggerContext();
        LoggingEvent event = new LoggingEvent(
                "", context.getLogger("io.amalgam8.sidecar.control.Refusals"), Level.WARN, message, thrown, null);
        event.setInstant(Instant.parse("2026-01-02T03:04:05.006Z"));
        return event;
    }
}
