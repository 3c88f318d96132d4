package io.amalgam8.sidecar.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is shown of the options: the example file, the configuration in force, the help and the README's table. */
final class LayoutTest {

    private static final List<String> PROXYING =
            List.of("--print-config", "--proxy", "--registry_url=http://r", "--controller_url=http://c", "--service=s");

    @TempDir
    private Path directory;

    static List<Option<?>> options() {
        return Options.ALL;
    }

    @Test
    void theExampleFileInTheTreeIsTheCodes() throws IOException {
        assertThat(Files.readString(Path.of("conf", "a8sidecar.yaml"))).isEqualTo(Settings.exampleFile());
    }

    @Test
    void theExampleFileLoadsAsItStandsAndChangesNothing() {
        Findings findings = new Findings();
        Map<Option<?>, Given> values = TreeReader.read(YamlText.parse("a8.yaml", Settings.exampleFile()), findings);
        assertThat(findings.problems()).isEmpty();
        assertThat(values)
                .allSatisfy((option, given) ->
                        assertThat(given.text()).isEqualTo(option.fallback().orElseThrow()));

        Path example = Path.of("conf", "a8sidecar.yaml");
        Outcome with = Settings.read(arguments("--print-config=false", "--config=" + example, "app"), Map.of());
        Outcome without = Settings.read(arguments("--print-config=false", "app"), Map.of());
        assertThat(configuration(with)).isEqualTo(configuration(without));
    }

    private static Configuration configuration(Outcome outcome) {
        return ((Outcome.Run) outcome).configuration();
    }

    @ParameterizedTest
    @MethodSource("options")
    void everyKeyIsInTheExampleFileWithItsDefaultAndAnExplanation(Option<?> option) {
        option.key()
                .ifPresent(key -> assertThat(Settings.exampleFile().lines())
                        .filteredOn(line -> line.contains("# " + option.help()))
                        .singleElement()
                        .asString()
                        .contains(key.substring(key.lastIndexOf('.') + 1) + ":")
                        .contains(
                                option.fallback().isPresent()
                                        ? ""
                                        : option.standard().description()));
    }

    @Test
    void theEffectiveConfigurationNamesEachValuesOrigin() throws IOException {
        Path file = Files.writeString(directory.resolve("a8.yaml"), "registry:\n  poll: 7s\nstate_file: ''\n");
        String yaml = print(
                Map.of("A8_LOG_LEVEL", "debug"), "--config=" + file, "--proxy_port=1234", "sh", "-c", "echo \"a, b\"");
        assertThat(yaml)
                .containsPattern("(?m)^proxy: true +# --proxy$")
                .containsPattern("(?m)^register: false +# default$")
                .containsPattern("(?m)^supervise: true +# since an application is given$")
                .containsPattern("(?m)^app: \\[sh, \"-c\", \"echo \\\\\"a, b\\\\\"\"] +# command line$")
                .containsPattern("(?m)^log_level: debug +# A8_LOG_LEVEL$")
                .containsPattern("(?m)^  poll: 7s +# \\Q" + file + "\\E:2:9$")
                .containsPattern("(?m)^  http_listener_port: 1234 +# --proxy_port$")
                .containsPattern("(?m)^  host: 192.0.2.7 +# this machine's address$")
                .containsPattern("(?m)^state_file: +# not set$");
    }

    @Test
    void theEffectiveConfigurationMasksSecrets() {
        String yaml = print(Map.of("A8_CONTROLLER_TOKEN", "geheim2"), "--registry_token=geheim1");
        assertThat(yaml)
                .doesNotContain("geheim")
                .containsPattern("(?m)^  token: \"\\*\\*\\*\" +# --registry_token$")
                .containsPattern("(?m)^  token: \"\\*\\*\\*\" +# A8_CONTROLLER_TOKEN$");
    }

    @Test
    void theEffectiveConfigurationMeansTheSameWhenItIsLoaded() throws IOException {
        List<String> arguments = arguments(
                "--service=null",
                "--proxy_host=::1,0.0.0.0",
                "--drain_delay=1h2m",
                "--logstash_server='a:1,b:2'",
                "x",
                "",
                "a: b",
                "#",
                "'",
                "\u00e4\t\"",
                "~",
                "{",
                "-");
        String yaml = print(
                Map.of(), arguments.subList(PROXYING.size(), arguments.size()).toArray(String[]::new));
        Path file = Files.writeString(directory.resolve("a8.yaml"), yaml);
        Outcome again = Settings.read(List.of("--print-config", "--config", file.toString()), Map.of());
        assertThat(withoutOrigins(((Outcome.Printed) again).yaml())).isEqualTo(withoutOrigins(yaml));
    }

    @ParameterizedTest
    @MethodSource("options")
    void theHelpNamesEveryOptionItsVariableAndItsDefault(Option<?> option) {
        String help = HelpText.render();
        String name = option.flag().map(flag -> "  --" + flag).orElse("  " + option.title());
        assertThat(help).containsPattern("(?m)^\\Q" + name + "\\E(?:[ ,]|$)");
        option.variable().ifPresent(variable -> assertThat(help).containsPattern("\\[" + variable + "[\\],]"));
        option.fallback().ifPresent(text -> assertThat(help).contains("default " + text + "]"));
    }

    @Test
    void theHelpHasNoHeadingWithNothingUnderIt() {
        assertThat(HelpText.render()).doesNotContainPattern("\\n\\n[^\\n]+\\n(\\n|$)");
    }

    @Test
    void theHelpTellsEveryExitCodeThatAnApplicationMayEndWith() {
        assertThat(HelpText.render()).contains("\n  126 ").contains("\n  127 ").contains("\n  128 + n ");
    }

    @ParameterizedTest
    @CsvSource({"healthchecks, http://localhost:8080/health", "tcp_proxies, redis:6380"})
    void theHelpShowsWhatAFlagTakes(String flag, String value) {
        assertThat(HelpText.render().replaceAll("\\s+", " "))
                .containsPattern("--" + flag + " .{1,120}, such as " + value + ";");
        assertThat(print(Map.of(), "--" + flag + "=" + value)).contains(flag + ": [");
    }

    @Test
    void theHelpFitsAnyTerminal() {
        assertThat(HelpText.render().lines())
                .allSatisfy(line -> assertThat(line)
                        .hasSizeLessThanOrEqualTo(80)
                        .matches("[ -~]*")
                        .doesNotEndWith(" "));
        assertThat(HelpText.render()).contains("demo", "control-plane", "Exit codes");
    }

    @ParameterizedTest
    @MethodSource("options")
    void theReadmesTableHasARowForEachOption(Option<?> option) {
        assertThat(Settings.optionTable().lines())
                .filteredOn(line -> line.contains(" | " + option.help() + " | "))
                .singleElement()
                .asString()
                .contains(option.flag().map(flag -> "`--" + flag + "`").orElse("|"))
                .contains(
                        option.variable().map(variable -> "`" + variable + "`").orElse("|"))
                .contains(option.key().map(key -> "`" + key + "`").orElse("|"));
    }

    private static List<String> arguments(String... more) {
        List<String> arguments = new ArrayList<>(PROXYING);
        arguments.addAll(List.of(more));
        return arguments;
    }

    private static String print(Map<String, String> environment, String... more) {
        Outcome outcome = Settings.read(arguments(more), environment, () -> Optional.of("192.0.2.7"));
        assertThat(outcome).isInstanceOf(Outcome.Printed.class);
        return ((Outcome.Printed) outcome).yaml();
    }

    private static List<String> withoutOrigins(String yaml) {
        return yaml.lines().map(line -> line.replaceAll(" +# [^#]*$", "")).toList();
    }
}
