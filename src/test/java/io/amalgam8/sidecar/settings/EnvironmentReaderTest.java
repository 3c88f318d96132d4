package io.amalgam8.sidecar.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The environment belongs to others, too. */
final class EnvironmentReaderTest {

    private final Findings findings = new Findings();

    @ParameterizedTest
    @CsvSource({
        "A8_REGISTRY_ULR, A8_REGISTRY_URL",
        "A8_PROXI, A8_PROXY",
        "A8_SERVICES, A8_SERVICE",
        "A8_LOGSTASH_SERVERS, A8_LOGSTASH_SERVER",
        "A8_Register, A8_REGISTER",
    })
    void anUnknownVariableWarnsOnceWithTheNearestName(String name, String nearest) {
        assertThat(EnvironmentReader.read(Map.of(name, "geheim"), findings)).isEmpty();
        assertThat(findings.problems()).isEmpty();
        assertThat(findings.warnings())
                .containsExactly(name + ": unknown variable, ignored (did you mean " + nearest + "?)");
    }

    @ParameterizedTest
    @CsvSource({
        "A8_GREMLIN_URL, http://gremlin",
        "A8_GREMLIN_TOKEN, x",
        "A8_LOG_SERVER, localhost:30200",
        "A8_DEBUG, 1",
        "A8_VERSION, 0.3.0",
        "A8_DOWNLOAD_URL, https://example.org",
        // Kubernetes, for services called a8-registry and a8-proxy.
        "A8_REGISTRY_SERVICE_HOST, 10.0.0.1",
        "A8_REGISTRY_SERVICE_PORT, 8080",
        "A8_REGISTRY_SERVICE_PORT_HTTP, 8080",
        "A8_REGISTRY_PORT, tcp://10.0.0.1:8080",
        "A8_REGISTRY_PORT_8080_TCP, tcp://10.0.0.1:8080",
        "A8_REGISTRY_PORT_8080_TCP_PROTO, tcp",
        "A8_REGISTRY_PORT_8080_TCP_PORT, 8080",
        "A8_REGISTRY_PORT_8080_TCP_ADDR, 10.0.0.1",
        "A8_PROXY_PORT, tcp://10.0.0.1:6379",
        "A8_DNS_PORT, udp://10.0.0.1:53",
        // Docker's links, besides.
        "A8_REGISTRY_NAME, /gateway/a8-registry",
        "A8_REGISTRY_ENV_JAVA_HOME, /opt/java",
        // Not ours at all.
        "a8_proxy, true",
        "A8, x",
        "PATH, /bin",
        "KUBERNETES_PORT, tcp://10.0.0.1:443",
    })
    void variablesOfOthersDoNotWarn(String name, String value) {
        assertThat(EnvironmentReader.read(Map.of(name, value), findings)).isEmpty();
        assertThat(findings.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"A8_FOO", "A8_ZZZZZZZZ", "A8_KUBERNETES_NAMESPACE"})
    void nothingIsSuggestedForANameThatResemblesNone(String name) {
        EnvironmentReader.read(Map.of(name, "x"), findings);
        assertThat(findings.warnings()).containsExactly(name + ": unknown variable, ignored");
    }

    @Test
    void warningsComeInTheOrderOfTheirNames() {
        EnvironmentReader.read(Map.of("A8_ZZZ", "1", "A8_AAA", "1", "A8_MMM", "1"), findings);
        assertThat(findings.warnings().stream().map(warning -> warning.substring(0, 6)))
                .containsExactly("A8_AAA", "A8_MMM", "A8_ZZZ");
    }
}
