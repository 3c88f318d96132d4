package io.amalgam8.sidecar.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ListenAddressTest {

    private static final ListenAddress.Choice CHOICE = new ListenAddress.Choice("A8_PROXY_PORT", "A8_PROXY_HOST");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bind(..) failed with error(-99): Cannot assign requested address | expected: an address of this machine; choose another by A8_PROXY_HOST",
                "Cannot assign requested address: bind | expected: an address of this machine; choose another by A8_PROXY_HOST",
                "bind(..) failed with error(-13): Permission denied | expected: a port that we may open: 1024 or above, or with CAP_NET_BIND_SERVICE; choose another by A8_PROXY_PORT",
            })
    void saysWhatIsWrongWithAnAddress(String failure, String expected) {
        Throwable explained = address("10.9.9.9", 80).explain(new BindException(failure));

        assertThat(explained)
                .isInstanceOf(AddressRefusedException.class)
                .hasMessage("proxy: 10.9.9.9:80 (" + expected + ")");
    }

    @Test
    void knowsATakenPort() {
        assertThat(address("::1", 6379).explain(new BindException("Address already in use")))
                .isInstanceOf(PortTakenException.class);
    }

    @Test
    void saysThatNobodyKnowsAName() {
        assertThat(address("nowhere.invalid", 80).explain(new UnknownHostException("nowhere.invalid")))
                .isInstanceOf(AddressRefusedException.class)
                .hasMessageStartingWith("proxy: nowhere.invalid:80 (expected: an address of this machine, and no name");
    }

    @Test
    void leavesTheUnexpectedAsItIs() {
        IOException other = new IOException("disk on fire");

        assertThat(address("::1", 80).explain(other)).isSameAs(other);
    }

    private static ListenAddress address(String host, int port) {
        return new ListenAddress("proxy", host, port, CHOICE);
    }
}
