package io.amalgam8.sidecar.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a Host header may say. */
final class HostSyntaxTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "h", "h:1", "h:", "my_host.local:65535", "127.0.0.1:80", "[::1]", "[::1]:80", "a%20b"})
    void takesNamesAndAddresses(String host) {
        assertThat(HostSyntax.isValid(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b",
                "a b",
                "u@h",
                "h:x",
                "h:123456",
                "h:1:2",
                "[::1",
                "[]",
                "[::1]x",
                "::1",
                "h,\u00e9",
                "a\\b"
            })
    void refusesWhatIsNeither(String host) {
        assertThat(HostSyntax.isValid(host)).isFalse();
    }
}
