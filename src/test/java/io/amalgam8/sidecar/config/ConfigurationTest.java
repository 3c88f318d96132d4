package io.amalgam8.sidecar.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amalgam8.sidecar.model.InvalidValueException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What no part of the configuration can be built without. */
final class ConfigurationTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void aSecretMasksItselfWhereverItIsPrinted() {
        Token token = new Token.Given(new Secret("geheim"));
        ServerOptions server = new ServerOptions(URI.create("http://r"), token, SECOND);
        assertThat(server.toString()).doesNotContain("geheim").contains("***");
    }

    @Test
    void portsAreBetween0And65535() {
        refuses(() -> new AdminOptions("localhost", -1), "admin port: -1 (expected: 0..65535)");
        refuses(() -> new ListenOptions(List.of("localhost"), 65536), "proxy port: 65536 (expected: 0..65535)");
        assertThat(new AdminOptions("localhost", 0).port()).isZero();
    }

    @Test
    void listsThatMustNotBeEmpty() {
        refuses(() -> new ListenOptions(List.of(), 0), "proxy hosts: [] (expected: at least one)");
        refuses(() -> CommandOptions.application(List.of()), "command: [] (expected: at least one)");
        refuses(
                () -> new ShippingOptions(List.of(), Optional.empty()),
                "logstash servers: [] (expected: at least one)");
    }

    @Test
    void durationsThatMakeNoSense() {
        Duration negative = SECOND.negated();
        refuses(
                () -> new TimeoutOptions(Duration.ZERO, SECOND, SECOND),
                "connect timeout: PT0S (expected: above zero)");
        refuses(() -> new TimeoutOptions(SECOND, negative, SECOND), "response timeout: PT-1S (expected: not negative)");
        refuses(() -> new TimeoutOptions(SECOND, SECOND, Duration.ZERO), "idle timeout: PT0S (expected: above zero)");
        refuses(
                () -> new LifecycleOptions(negative, SECOND, SECOND),
                "startup timeout: PT-1S (expected: not negative)");
        refuses(
                () -> new ServerOptions(URI.create("http://r"), new Token.None(), Duration.ZERO),
                "poll: PT0S (expected: above zero)");
    }

    @Test
    void nobodyCanChangeItsListsAfterwards() {
        List<String> words = new ArrayList<>(List.of("app"));
        CommandOptions application = CommandOptions.application(words);
        words.add("more");
        assertThat(application.words()).containsExactly("app");
    }

    private static void refuses(ThrowingCallable building, String message) {
        assertThatThrownBy(building).isInstanceOf(InvalidValueException.class).hasMessage(message);
    }
}
