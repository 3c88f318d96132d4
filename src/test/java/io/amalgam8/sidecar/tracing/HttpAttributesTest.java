package io.amalgam8.sidecar.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a request's target and host enters a span. */
final class HttpAttributesTest {

    @ParameterizedTest
    @CsvSource({
        "/reviews/1, /reviews/1",
        "/reviews/1?token=secret, /reviews/1",
        "/reviews?a=http://x/y, /reviews",
        "/to/http://elsewhere/x, /to/http://elsewhere/x",
        "http://h:80/reviews/1?token=secret, /reviews/1",
        "http://h, /",
        "http://user:secret@h/x, /x",
        "*, *",
        "-, -"
    })
    void aPathHasNeitherQueryNorAuthority(String target, String path) {
        assertThat(HttpAttributes.path(target)).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({
        "reviews, reviews",
        "reviews:80, reviews",
        "127.0.0.1:6379, 127.0.0.1",
        "[::1]:80, [::1]",
        "[::1], [::1]"
    })
    void aHostHasNoPort(String authority, String host) {
        assertThat(HttpAttributes.host(authority)).isEqualTo(host);
    }
}
