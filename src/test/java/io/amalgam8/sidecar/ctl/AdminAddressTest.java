package io.amalgam8.sidecar.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AdminAddressTest {

    @ParameterizedTest
    @CsvSource({
        "localhost, localhost",
        "10.0.0.1, 10.0.0.1",
        "::1, [::1]",
        "[::1], [::1]",
        "my-host.local, my-host.local"
    })
    void hasAHostAsItStandsInAUrl(String text, String host) {
        assertThat(AdminAddress.readHost(text)).contains(host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a/b", "user@host", "host:80", "[x]", "a b"})
    void refusesWhatIsNoHost(String text) {
        assertThat(AdminAddress.readHost(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "0", "65536", "-1", "1/x", " 1", "123456789012"})
    void refusesWhatIsNoPort(String text) {
        assertThat(AdminAddress.readPort(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'',        127.0.0.1",
        "127.0.0.2, 127.0.0.2",
        "::1,       ::1",
        "localhost, localhost",
        "0.0.0.0,   127.0.0.1",
        "10.0.0.1,  127.0.0.1",
        "::,        127.0.0.1"
    })
    void isOnTheLoopbackWhereverTheSidecarListensForOthers(String variable, String host) {
        assertThat(AdminAddress.host(Map.of("A8_ADMIN_HOST", variable))).isEqualTo(host);
    }

    @Test
    void hasThePortThatTheSidecarIsToldOf() {
        assertThat(AdminAddress.port(Map.of())).isEqualTo("5813");
        assertThat(AdminAddress.port(Map.of("A8_ADMIN_PORT", ""))).isEqualTo("5813");
        assertThat(AdminAddress.port(Map.of("A8_ADMIN_PORT", "7000"))).isEqualTo("7000");
        assertThat(AdminAddress.readPort("7000")).contains(7000);
        assertThat(AdminAddress.readPort("65535")).contains(65_535);
    }
}
