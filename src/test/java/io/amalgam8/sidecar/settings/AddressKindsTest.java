package io.amalgam8.sidecar.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs, hosts and servers: what is taken, and how the rest is refused. */
final class AddressKindsTest {

    @ParameterizedTest
    @CsvSource({
        "http://registry:8080, http://registry:8080",
        "https://registry/, https://registry",
        "HTTP://Registry:80/a8/v1//, HTTP://Registry:80/a8/v1",
        "http://[::1]:8080, http://[::1]:8080",
        "http://10.0.0.1, http://10.0.0.1",
        "http://my_registry:8080, http://my_registry:8080",
        "https://my_registry/a8/, https://my_registry/a8",
    })
    void urlsLoseTheirTrailingSlashes(String text, String url) {
        assertThat(read(Options.REGISTRY_URL, text)).map(Object::toString).contains(url);
        assertThat(read(Options.CONTROLLER_URL, text)).map(Object::toString).contains(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registry",
                "registry:8080",
                "ftp://registry",
                "http://",
                "http:///x",
                "//registry",
                "http://a b",
                "http://registry:99999",
                "http://registry:0",
                "http://registry:",
                "http://my_registry:0",
                "http://my_registry:99999",
                "http://my_registry:",
                "tcp://registry:8080",
                "http:registry"
            })
    void whatIsNoUrlIsRefusedInTheOriginalsWords(String text) {
        assertThat(problem(Options.REGISTRY_URL, text))
                .startsWith("--registry_url: Registry URL is not a valid URL: " + text + " (expected: ");
        assertThat(problem(Options.CONTROLLER_URL, text))
                .startsWith("--controller_url: Controller URL is not a valid URL: " + text + " (expected: ");
    }

    @Test
    void aUrlsPasswordIsNotShown() {
        assertThat(problem(Options.REGISTRY_URL, "http://me:geheim@registry"))
                .contains("is not a valid URL: http://***@registry")
                .doesNotContain("geheim");
        assertThat(problem(Options.REGISTRY_URL, "http://me:ge@heim@registry")).doesNotContain("heim");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "http://registry?token=geheim; http://registry?***",
                "http://registry/a8#geheim; http://registry/a8#***",
                "http://registry?a#geheim; http://registry?***",
                "http://geheim@registry?token=geheim; http://***@registry?***",
                "http://geheim@my_registry; http://***@my_registry",
                "http://me:geheim?geheim@registry; http://***@registry",
                "user:geheim@registry; user:***@registry",
                "mailto:geheim@b; mailto:***@b",
            })
    void whatMayBeSecretIsMaskedAndNamedAsTheTrouble(String text, String shown) {
        assertThat(problem(Options.REGISTRY_URL, text))
                .isEqualTo("--registry_url: Registry URL is not a valid URL: " + shown
                        + " (expected: http[s]://host[:port][/path] without credentials, query or fragment)");
    }

    @Test
    void nothingOfAUrlThatIsSecretIsShownAcrossLines() {
        assertThat(problem(Options.REGISTRY_URL, "http://me:ge\nheim@registry?ge\nheim"))
                .startsWith("--registry_url: Registry URL is not a valid URL: http://***@registry?*** (");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, localhost", "a8_registry.example.org, a8_registry.example.org", "10.0.0.1, 10.0.0.1", "::1, ::1",
        "[::1], ::1", "fe80::1%eth0, fe80::1%eth0", "0.0.0.0, 0.0.0.0", "::, ::"
    })
    void hosts(String text, String host) {
        assertThat(read(Options.ADMIN_HOST, text)).contains(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "a b",
                "http://x",
                "x:80",
                "256.0.0.1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.4.",
                ":::",
                "[x]",
                "[::1]:80",
                "-x",
                "1::2::3"
            })
    void noHosts(String text) {
        assertThat(problem(Options.ADMIN_HOST, text))
                .isEqualTo("--admin_host: " + text + " (expected: a host name or an IP address)");
    }

    @Test
    void theProxyMayListenOnSeveralHosts() {
        assertThat(read(Options.PROXY_HOST, "127.0.0.1, [::1],127.0.0.1")).contains(List.of("127.0.0.1", "::1"));
        assertThat(problem(Options.PROXY_HOST, "127.0.0.1,"))
                .isEqualTo("--proxy_host: 127.0.0.1, (expected: host names or IP addresses, separated by commas)");
    }

    @Test
    void logstashServersMayStandInSingleQuotes() {
        assertThat(read(Options.LOGSTASH_SERVER, "logstash:8092")).contains(List.of("logstash:8092"));
        assertThat(read(Options.LOGSTASH_SERVER, "'logstash:8092'")).contains(List.of("logstash:8092"));
        assertThat(read(Options.LOGSTASH_SERVER, "'a:1, [::1]:2'")).contains(List.of("a:1", "[::1]:2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"logstash", "logstash:", ":8092", "logstash:0", "logstash:65536", "a:1,", "::1:80", "'"})
    void noLogstashServers(String text) {
        assertThat(problem(Options.LOGSTASH_SERVER, text))
                .isEqualTo("--logstash_server: " + text + " (expected: host:port, several separated by commas)");
    }

    private static <T> Optional<T> read(Option<T> option, String text) {
        return values(option, text).read(option);
    }

    private static String problem(Option<?> option, String text) {
        List<String> problems = values(option, text).problems();
        assertThat(problems).hasSize(1);
        return problems.get(0);
    }

    private static Values values(Option<?> option, String text) {
        Given given = Given.text(text, Origin.flag(option.title()));
        return Values.of(List.of(Map.of(option, given)), Optional::empty);
    }
}
