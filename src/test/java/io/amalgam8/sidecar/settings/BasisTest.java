package io.amalgam8.sidecar.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.config.SettingInForce;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a running sidecar cannot take over. */
final class BasisTest {

    private static final List<String> PROXYING =
            List.of("--proxy", "--registry_url", "http://r:1", "--controller_url", "http://c:1");

    @ParameterizedTest
    @CsvSource({"--proxy_port,6380", "--log_dir,/elsewhere", "--service,other", "--state_file,/s", "--drain_delay,3s"})
    void namesWhatNeedsARestart(String flag, String value) {
        assertThat(basis().changedIn(basis(flag, value))).containsExactly(flag.substring(2));
        assertThat(basis(flag, value).changedIn(basis())).containsExactly(flag.substring(2));
    }

    @ParameterizedTest
    @CsvSource({"--log_level,debug", "--registry_poll,7s", "--controller_poll,7s", "--registry_token,secret"})
    void isSilentOnWhatCanChange(String flag, String value) {
        assertThat(basis().changedIn(basis(flag, value))).isEmpty();
    }

    @Test
    void everyOptionOfTheKindThatIsNamedInTheReadmeIsLive() {
        assertThat(DataPlaneOptions.TROUBLE_GROUP).allMatch(LiveOptions::include);
        assertThat(LiveOptions.include(Options.PROXY_HOST)).isFalse();
        assertThat(LiveOptions.include(DataPlaneOptions.TLS)).isFalse();
    }

    @Test
    void showsNoValue() {
        assertThat(basis("--service", "canary")).hasToString("no file");
    }

    @Test
    void showsEverySettingWithItsOriginAndNoSecret() {
        List<SettingInForce> settings =
                basis("--registry_token", "canary", "--service", "shop:v1").settings();

        assertThat(settings)
                .contains(
                        new SettingInForce("service.name", Optional.of("shop:v1"), "--service"),
                        new SettingInForce("registry.token", Optional.of("\"***\""), "--registry_token"),
                        new SettingInForce("controller.token", Optional.empty(), "not set"),
                        new SettingInForce("proxy_config.timeouts.connect", Optional.of("1s"), "default"));
        assertThat(settings.toString()).doesNotContain("canary");
    }

    @Test
    void takesOverTheSettingsThatCanChangeAndNoOthers() {
        Basis renewed = basis("--service", "shop").renewedBy(basis("--service", "other", "--registry_poll", "7s"));

        assertThat(renewed.settings())
                .contains(
                        new SettingInForce("service.name", Optional.of("shop"), "--service"),
                        new SettingInForce("registry.poll", Optional.of("7s"), "--registry_poll"));
    }

    private static Basis basis(String... more) {
        List<String> arguments = new ArrayList<>(PROXYING);
        arguments.addAll(List.of(more));
        return ((Outcome.Run) Settings.read(arguments, Map.of())).basis();
    }
}
