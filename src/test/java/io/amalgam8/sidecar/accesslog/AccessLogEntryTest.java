package io.amalgam8.sidecar.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.Tags;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thousands of entries may wait for a slow disk, each with the headers of a caller who means harm. */
final class AccessLogEntryTest {

    private static final int HEADER = 60_000;

    @Test
    void holdsNoMoreOfATextThanALineShows() {
        AccessLogEntry entry = Entries.everywhere("x".repeat(HEADER));
        assertThat(entry.target()).hasSize(AccessLogEntry.LONGEST);
        assertThat(entry.referer()).hasSize(AccessLogEntry.LONGEST);
        assertThat(entry.userAgent()).hasSize(AccessLogEntry.LONGEST);
        assertThat(entry.forwardedFor()).hasSize(AccessLogEntry.LONGEST);
        assertThat(entry.requestId()).hasSize(AccessLogEntry.LONGEST);
        assertThat(entry.destination()).hasSize(AccessLogEntry.LONGEST);
    }

    @Test
    void holdsAUsualTextAsItIs() {
        String text = "x".repeat(AccessLogEntry.LONGEST);
        assertThat(Entries.withUserAgent(text).userAgent()).isSameAs(text);
    }

    @Test
    void isCutBehindWhatIsMasked() {
        String secret = "https://user:" + "p".repeat(HEADER) + "@shop.example/";
        assertThat(Entries.withReferer(secret).referer()).isEqualTo("https://***@shop.example/");
        assertThat(Entries.withTarget("/a?token=" + "t".repeat(HEADER) + "&b=c").target())
                .isEqualTo("/a?token=***&b=c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00fc", "\u20ac", "\ud83d\ude00"})
    void isCutBetweenTwoCharactersOfUtf8(String character) {
        for (int ahead = 0; ahead < 4; ahead++) {
            byte[] bytes = ("a".repeat(ahead) + character.repeat(2_000)).getBytes(StandardCharsets.UTF_8);
            AccessLogEntry entry = Entries.withUserAgent(new String(bytes, StandardCharsets.ISO_8859_1));
            JsonLine line = new LineFormat(new Identity("gateway", Tags.NONE)).format(entry);
            assertThat(new String(line.bytes(), 0, line.length(), StandardCharsets.UTF_8))
                    .contains("a".repeat(ahead) + character.repeat(200))
                    .doesNotContain("\u00c3", "\u00e2", "\u00f0");
        }
    }
}
