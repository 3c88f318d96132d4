package io.amalgam8.sidecar.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts and ports of URLs, also of those that Java's own class does not find. */
final class AuthorityTest {

    @ParameterizedTest
    @CsvSource({
        "http://registry, registry, ",
        "http://registry:8080/x?y, registry, 8080",
        "http://my_registry:8080/x, my_registry, 8080",
        "http://my_project_registry_1, my_project_registry_1, ",
        "http://_registry.a_b.svc:80, _registry.a_b.svc, 80",
        "http://registry.1a:80, registry.1a, 80",
        "http://10.0.0.1:1, 10.0.0.1, 1",
        "http://[::1]:8080/, ::1, 8080",
        "http://me:secret@registry:1, registry, 1",
    })
    void hostAndPort(String url, String host, Integer port) {
        assertThat(Authority.of(URI.create(url))).contains(new Authority(host, Optional.ofNullable(port)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registry",
                "http:///x",
                "mailto:a@b",
                "http://registry:",
                "http://my_registry:",
                "http://my_registry:70000",
                "http://my_registry:123456",
                "http://registry:70000",
                "http://my_registry:x",
                "http://me:secret@my_registry",
                "http://1.2.3.999",
                "http://1.2.3.4.5",
                "http://a_b-",
                "http://a_$b",
            })
    void nothingToReach(String url) {
        assertThat(Authority.of(URI.create(url))).isEmpty();
    }

    @Test
    void isWrittenAsInAUrl() {
        assertThat(new Authority("::1", Optional.of(80))).hasToString("[::1]:80");
        assertThat(new Authority("my_registry", Optional.empty())).hasToString("my_registry");
    }

    @Test
    void aHealthCheckHasItTooWhereAnUnderscoreStandsInTheName() {
        HealthCheckTarget.Http target = new HealthCheckTarget.Http(
                URI.create("http://my_app/health?x"), "GET", Optional.empty(), Optional.empty());

        assertThat(target.host()).isEqualTo("my_app");
        assertThat(target.port()).isEqualTo(80);
        assertThat(target.title()).isEqualTo("http://my_app/health");
        assertThat(target.label()).isEqualTo("http:my_app:80");
    }
}
