package io.amalgam8.sidecar.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.words.NearestName;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How far names are apart, and what is suggested. */
final class NearestNameTest {

    private static final List<String> KEYS =
            Options.ALL.stream().flatMap(option -> option.key().stream()).toList();

    @ParameterizedTest
    @CsvSource({
        "'', '', 0",
        "'', abc, 3",
        "proxy, proxy, 0",
        "proxy, prxy, 1",
        "proxy, porxy, 1",
        "proxy, proxyy, 1",
        "proxy, praxy, 1",
        "register, registry, 2",
        "kitten, sitting, 3",
    })
    void countsLettersPutInLeftOutChangedOrSwapped(String left, String right, int distance) {
        assertThat(NearestName.distance(left, right)).isEqualTo(distance);
        assertThat(NearestName.distance(right, left)).isEqualTo(distance);
    }

    @ParameterizedTest
    @CsvSource({
        "registry.tokn, registry.token",
        "registry_url, registry.url",
        "REGISTRY-POLL, registry.poll",
        "proxy_config.http_listner_port, proxy_config.http_listener_port",
        "proxy_config.timeout.connect, proxy_config.timeouts.connect",
        "servcie.name, service.name",
        "loglevel, log_level",
    })
    void suggestsWhatWasLikelyMeant(String name, String nearest) {
        assertThat(NearestName.hint(name, KEYS)).isEqualTo("(did you mean " + nearest + "?)");
    }

    @ParameterizedTest
    @CsvSource({"kubernetes.namespace", "zzzzzzzzzzzz", "dns"})
    void saysSoWhenEvenTheNearestIsFar(String name) {
        assertThat(NearestName.hint(name, KEYS)).startsWith("(nearest: ");
    }

    @Property
    void alwaysSuggestsAKnownName(@ForAll @StringLength(max = 300) String name) {
        String hint = NearestName.hint(name, KEYS);
        assertThat(KEYS).anyMatch(key -> hint.contains(" " + key));
    }

    @Property
    void findsANameWithOneLetterLeftOut(@ForAll @From("knownKeys") String key, @ForAll int seed) {
        int at = Math.floorMod(seed, key.length());
        String mistyped = key.substring(0, at) + key.substring(at + 1);
        assertThat(NearestName.distance(mistyped, key)).isEqualTo(1);
        assertThat(NearestName.hint(mistyped, KEYS)).startsWith("(did you mean ");
    }

    @Provide
    Arbitrary<String> knownKeys() {
        return Arbitraries.of(KEYS).filter(key -> key.length() > 3);
    }
}
