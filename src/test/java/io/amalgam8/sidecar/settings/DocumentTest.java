package io.amalgam8.sidecar.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amalgam8.sidecar.model.InvalidValueException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The YAML file: what it may hold, and where its mistakes are. */
final class DocumentTest {

    private final Findings findings = new Findings();

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# only a comment\n", "---\n", "\ufeff", "null", "~", "\ufeff# a\n"})
    void aDocumentWithoutContentSetsNothing(String yaml) {
        assertThat(read(yaml)).isEmpty();
        assertThat(findings.problems()).isEmpty();
    }

    @Test
    void aByteOrderMarkIsSkipped() {
        assertThat(given(read("\ufeffproxy: true"), Options.PROXY).name()).isEqualTo("a8.yaml:1:8: proxy");
    }

    @Test
    void textsStayAsTheyAreWritten() {
        Map<Option<?>, Given> values = read("""
                proxy: yes
                endpoint: {port: 010}
                service: {name: "null", tags: [1.10, on, 2001-01-01, 0x10]}
                """);
        assertThat(given(values, Options.PROXY).text()).isEqualTo("yes");
        assertThat(given(values, Options.ENDPOINT_PORT).text()).isEqualTo("010");
        assertThat(given(values, Options.SERVICE).text()).isEqualTo("null");
        assertThat(given(values, Options.SERVICE_TAGS).items()).containsExactly("1.10", "on", "2001-01-01", "0x10");
    }

    @Test
    void aSectionWithoutContentIsUnset() {
        assertThat(read("registry:\nproxy_config:\n  timeouts:\nservice: ~\n")).isEmpty();
        assertThat(findings.problems()).isEmpty();
    }

    @Test
    void aSingleValueMayBeUsedAgainByAnAlias() {
        Map<Option<?>, Given> values = read("registry: {token: &t abc}\ncontroller: {token: *t}\n");
        assertThat(given(values, Options.CONTROLLER_TOKEN).text()).isEqualTo("abc");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'foo: 1'; a8.yaml:1:1: foo: unknown key (nearest: log)",
                "'proxy: true\nprxy: true'; a8.yaml:2:1: prxy: unknown key (did you mean proxy?)",
                "'registry:\n  poll: 5s\n  tokn: geheim'; a8.yaml:3:3: registry.tokn: unknown key (did you mean registry.token?)",
                "'registy:\n  url: x'; a8.yaml:1:1: registy: unknown key (did you mean registry?)",
                "'proxy_config:\n  limit: {requests: 1}'; a8.yaml:2:3: proxy_config.limit: unknown key (did you mean proxy_config.limits?)",
                "'registry_url: x'; a8.yaml:1:1: registry_url: unknown key (did you mean registry.url?)",
                "'{proxy: true, logg: 1}'; a8.yaml:1:15: logg: unknown key (did you mean log?)",
                "'proxy_config:\n  tsl: true'; a8.yaml:2:3: proxy_config.tsl: unknown key (did you mean proxy_config.tls?)",
                "'config: x'; a8.yaml:1:1: config: unknown key (nearest: log)",
                "'<<: {a: b}'; a8.yaml:1:1: <<: unknown key (nearest: app)",
            })
    void anUnknownKeyIsNamedWithItsPlaceAndTheNearestOne(String yaml, String problem) {
        read(yaml);
        assertThat(findings.problems()).containsExactly(problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dns: true",
                "dnsconfig: {port: 8053}",
                "discovery_adapter: eureka",
                "rules_adapter: amalgam8",
                "kubernetes: {url: x}",
                "eureka: {urls: [x]}",
                "proxy_adapter: nginx",
                "proxy_config: {grpc_http1_bridge: true}"
            })
    void featuresThatAreNotThereAreRefusedRatherThanIgnored(String yaml) {
        read(yaml);
        assertThat(findings.problems()).hasSize(1).allMatch(problem -> problem.contains(": unknown key ("));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'- proxy'; a8.yaml:1:1: a list (expected: the keys register, proxy,",
                "'true'; a8.yaml:1:1: a single value (expected: the keys register, proxy,",
                "'service: reviews'; a8.yaml:1:10: service: a single value (expected: the keys name, tags)",
                "'registry:\n  - url'; a8.yaml:2:3: registry: a list (expected: the keys url, token, token_file, poll)",
                "'registry: {url: [a]}'; a8.yaml:1:17: registry.url: a list (expected: a single value)",
                "'proxy: {a: b}'; a8.yaml:1:8: proxy: a mapping (expected: a single value)",
                "'app: python x.py'; a8.yaml:1:6: app: a single value (expected: a list, such as [one, two])",
                "'app: [a, [b]]'; a8.yaml:1:10: app: a list in a list (expected: single values)",
                "'app: [a, ~]'; a8.yaml:1:10: app: null in a list (expected: single values)",
                "'service: {tags: {a: b}}'; a8.yaml:1:17: service.tags: a mapping (expected: a list,",
            })
    void aValueOfTheWrongShapeIsAProblem(String yaml, String problem) {
        read(yaml);
        assertThat(findings.problems()).hasSize(1);
        assertThat(findings.problems().get(0)).startsWith(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'proxy: true\nproxy: false'; a8.yaml:2:1: proxy: given twice (expected: once)",
                "'registry: {url: a, url: b}'; a8.yaml:1:20: url: given twice (expected: once)",
                "'proxy: true\n register: true'; a8.yaml:2:10: not valid YAML: mapping values are not allowed here",
                "'app: [a, b'; a8.yaml:1:11: not valid YAML: expected ',' or ']'",
                "'app: [ \"python\", \"helloworld.py ]'; a8.yaml:1:34: not valid YAML: found unexpected end of stream",
                "'a: b\n---\nc: d'; a8.yaml:2:1: not valid YAML: but found another document",
                "'registry: {token: *geheim}'; a8.yaml:1:19: not valid YAML: an alias without its anchor (quote a text that begins with *)",
                "'registry: {token: !geheim x}'; a8.yaml:1:19: a tag (expected: plain values, without tags)",
                "'registry: {token: !geheim!a x}'; a8.yaml:1:19: not valid YAML: a tag of unknown meaning (quote a text that begins with !)",
                "'proxy: !!javax.script.ScriptEngineManager []'; a8.yaml:1:8: not valid YAML: a tag of unknown meaning (quote a text that begins with !)",
                "'? [a]\n: b'; a8.yaml:1:3: a list or mapping as a key (expected: a name)",
                "'\tproxy: true'; a8.yaml:1:1: not valid YAML: found character",
            })
    void whatIsNoYamlIsRefusedWithItsPlaceAndWithoutItsContent(String yaml, String problem) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageStartingWith(problem)
                .hasMessageNotContaining("geheim");
    }

    @Test
    void aSmallFileThatGrowsIsRefusedAtOnce() {
        StringBuilder laughs = new StringBuilder("a: &a [x,x,x,x,x,x,x,x,x]\n");
        for (char name = 'b'; name < 'z'; name++) {
            char last = (char) (name - 1);
            laughs.append(name)
                    .append(": &")
                    .append(name)
                    .append(" [")
                    .append(("*" + last + ",").repeat(9))
                    .append("]\n");
        }
        long start = System.nanoTime();
        assertThatThrownBy(() -> read(laughs.toString()))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("alias");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aDocumentWithinItselfIsRefused() {
        assertThatThrownBy(() -> read("app: &a [*a]")).hasMessageContaining("alias");
    }

    @Test
    void aDocumentTooDeepOrTooLongIsRefused() {
        assertThatThrownBy(() -> read("app: " + "[".repeat(200) + "]".repeat(200)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageStartingWith("a8.yaml: not valid YAML: ");
        assertThatThrownBy(() -> read("# " + "x".repeat(250_000)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("a8.yaml: too long (expected: at most 250000 characters)");
    }

    @Test
    void allProblemsOfAFileAreNamedAtOnce() {
        read("foo: 1\nregistry: [x]\nservice: {nam: a}\nproxy: true\n");
        assertThat(findings.problems().stream().map(problem -> problem.substring(0, 11)))
                .isEqualTo(List.of("a8.yaml:1:1", "a8.yaml:2:1", "a8.yaml:3:1"));
    }

    private Map<Option<?>, Given> read(String yaml) {
        return TreeReader.read(YamlText.parse("a8.yaml", yaml), findings);
    }

    private static Given given(Map<Option<?>, Given> values, Option<?> option) {
        return Optional.ofNullable(values.get(option)).orElseThrow();
    }
}
