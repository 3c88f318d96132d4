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
        "5813,             127.0.0.1:5813",
        ":5813,            127.0.0.1:5813",
        "localhost:1,      localhost:1",
        "10.0.0.1:65535,   10.0.0.1:65535",
        "[::1]:5813,       [::1]:5813",
        "my-host.local:80, my-host.local:80"
    })
    void readsHostAndPort(String text, String address) {
        assertThat(AdminAddress.parse(text)).hasToString("Optional[" + address + "]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "host:", "host:0", "host:65536", "::1:5813", "a/b:1", "user@host:1", "host:1/x", " 1"})
    void refusesWhatIsNoAddress(String text) {
        assertThat(AdminAddress.parse(text)).isEmpty();
    }

    @Test
    void isWhereTheEnvironmentHasTheSidecarListen() {
        assertThat(AdminAddress.of(Map.of())).contains(new AdminAddress("127.0.0.1", 5813));
        assertThat(AdminAddress.of(Map.of("A8_ADMIN_PORT", "7000"))).contains(new AdminAddress("127.0.0.1", 7000));
        assertThat(AdminAddress.of(Map.of("A8_ADMIN_PORT", ""))).contains(new AdminAddress("127.0.0.1", 5813));
        assertThat(AdminAddress.of(Map.of("A8_ADMIN_PORT", "many"))).isEmpty();
    }
}
