package io.amalgam8.sidecar.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every option of the table, in each of its forms. */
final class OptionFormsTest {

    private static final String LOW = "low";
    private static final String MIDDLE = "middle";
    private static final String HIGH = "high";

    private final Findings findings = new Findings();

    static Stream<Option<?>> withFlag() {
        return Options.ALL.stream().filter(option -> option.flag().isPresent());
    }

    static Stream<Option<?>> withVariable() {
        return Options.ALL.stream().filter(option -> option.variable().isPresent());
    }

    /** Nobody injects a variable of that name, and {@code tcp://…} is what it is made for. */
    static Stream<Option<?>> withVariableThatIsNoUrl() {
        return withVariable().filter(option -> !option.equals(Options.HEALTH_CHECKS));
    }

    static Stream<Option<?>> withKey() {
        return Options.ALL.stream().filter(option -> option.key().isPresent());
    }

    static Stream<Option<?>> withAllForms() {
        return withVariable().filter(option -> option.key().isPresent());
    }

    @ParameterizedTest
    @MethodSource("withFlag")
    void aFlagHasOneDashOrTwoAndItsValueBehindABlankOrAnEqualsSign(Option<?> option) {
        String flag = option.flag().orElseThrow();
        assertThat(given(readFlags("--" + flag + "=" + HIGH), option).text()).isEqualTo(HIGH);
        assertThat(given(readFlags("-" + flag + "=" + HIGH), option).text()).isEqualTo(HIGH);
        if (option.kind().isSwitch()) {
            assertThat(given(readFlags("--" + flag), option).text()).isEqualTo("true");
            assertThat(given(readFlags("-" + flag), option).text()).isEqualTo("true");
            return;
        }
        assertThat(given(readFlags("--" + flag, HIGH), option).text()).isEqualTo(HIGH);
        assertThat(given(readFlags("-" + flag, HIGH), option).text()).isEqualTo(HIGH);
        assertThat(findings.problems()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("withFlag")
    void aFlagsOriginIsItsName(Option<?> option) {
        String flag = "--" + option.flag().orElseThrow();
        assertThat(given(readFlags(flag + "=x"), option).origin()).isEqualTo(Origin.flag(option.title()));
        assertThat(given(readFlags(flag + "=x"), option).name()).isEqualTo(flag);
    }

    @ParameterizedTest
    @MethodSource("withFlag")
    void theLastOfTwoFlagsCounts(Option<?> option) {
        String flag = "--" + option.flag().orElseThrow();
        assertThat(given(readFlags(flag + "=" + LOW, flag + "=" + HIGH), option).text())
                .isEqualTo(HIGH);
    }

    @ParameterizedTest
    @MethodSource("withFlag")
    void aValueFlagWithoutAValueIsAProblem(Option<?> option) {
        String flag = "--" + option.flag().orElseThrow();
        if (option.kind().isSwitch()) {
            return;
        }
        readFlags(flag);
        readFlags(flag, "--proxy");
        readFlags(flag, "--registry_url=http://registry");
        readFlags(flag, "--", "app");
        assertThat(findings.problems())
                .containsExactly(flag + ": no value (expected: " + flag + " "
                        + option.kind().placeholder() + ")");
    }

    @ParameterizedTest
    @MethodSource("withVariable")
    void aVariableIsTheUpperCasedFlagBehindA8(Option<?> option) {
        String variable = option.variable().orElseThrow();
        assertThat(variable).isEqualTo("A8_" + option.title().toUpperCase(Locale.ROOT));
        Given given = given(readVariables(Map.of(variable, MIDDLE)), option);
        assertThat(given.text()).isEqualTo(MIDDLE);
        assertThat(given.name()).isEqualTo(variable);
        assertThat(findings.warnings()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("withVariable")
    void anEmptyVariableIsUnset(Option<?> option) {
        assertThat(readVariables(Map.of(option.variable().orElseThrow(), ""))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("withVariableThatIsNoUrl")
    void aVariableThatAContainerRuntimeInjectsIsUnset(Option<?> option) {
        assertThat(readVariables(Map.of(option.variable().orElseThrow(), "tcp://10.0.0.7:6379")))
                .isEmpty();
        assertThat(findings.warnings()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("withKey")
    void aKeyStandsAtItsPathAndKnowsItsPlace(Option<?> option) {
        String key = option.key().orElseThrow();
        String value = option.kind().shape() == Kind.Shape.WORDS ? "[low]" : "low";
        Given given = given(readYaml(nested(key, value)), option);
        assertThat(given.text()).isEqualTo(LOW);
        int depth = key.split("\\.", -1).length;
        String leaf = key.substring(key.lastIndexOf('.') + 1);
        int column = 2 * (depth - 1) + leaf.length() + 3;
        assertThat(given.name()).isEqualTo("a8.yaml:" + depth + ":" + column + ": " + key);
        assertThat(findings.problems()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("withKey")
    void aNullIsUnset(Option<?> option) {
        String key = option.key().orElseThrow();
        assertThat(readYaml(nested(key, ""))).isEmpty();
        assertThat(readYaml(nested(key, "null"))).isEmpty();
        assertThat(readYaml(nested(key, "~"))).isEmpty();
        assertThat(findings.problems()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("withAllForms")
    void aFlagBeatsAVariableWhichBeatsTheFileWhichBeatsTheDefault(Option<?> option) {
        String variable = option.variable().orElseThrow();
        Map<Option<?>, Given> flags = readFlags("--" + option.title() + "=" + HIGH);
        Map<Option<?>, Given> variables = readVariables(Map.of(variable, MIDDLE));
        Map<Option<?>, Given> file = readYaml(nested(option.key().orElseThrow(), LOW));
        Map<Option<?>, Given> none = Map.of();

        assertThat(inForce(option, flags, variables, file)).contains(HIGH);
        assertThat(inForce(option, flags, none, file)).contains(HIGH);
        assertThat(inForce(option, none, variables, file)).contains(MIDDLE);
        assertThat(inForce(option, none, none, file)).contains(LOW);
        assertThat(inForce(option, none, none, none)).isEqualTo(expectedDefault(option));
    }

    @Test
    void theTableHasEveryNameOnce() {
        assertThat(Options.ALL.stream().flatMap(option -> option.flag().stream()))
                .doesNotHaveDuplicates();
        assertThat(Options.ALL.stream().flatMap(option -> option.key().stream()))
                .doesNotHaveDuplicates();
        assertThat(Options.ALL)
                .allSatisfy(option -> assertThat(option.help()).isNotBlank().doesNotEndWith("."));
    }

    @Test
    void everyDefaultCanBeRead() {
        assertThat(Values.of(List.of(), Optional::empty).problems()).isEmpty();
    }

    private static Optional<String> expectedDefault(Option<?> option) {
        return option.equals(Options.SUPERVISE) ? Optional.of("false") : option.fallback();
    }

    private static Optional<String> inForce(
            Option<?> option,
            Map<Option<?>, Given> flags,
            Map<Option<?>, Given> variables,
            Map<Option<?>, Given> file) {
        return Values.of(List.of(flags, variables, file), Optional::empty)
                .given(option)
                .map(Given::text);
    }

    private Map<Option<?>, Given> readFlags(String... arguments) {
        return new CommandLineReader(findings).read(List.of(arguments));
    }

    private Map<Option<?>, Given> readVariables(Map<String, String> environment) {
        return EnvironmentReader.read(new LinkedHashMap<>(environment), findings);
    }

    private Map<Option<?>, Given> readYaml(String yaml) {
        return TreeReader.read(YamlText.parse("a8.yaml", yaml), findings);
    }

    /** The key as nested mappings, two blanks deep each, with that value behind the last one. */
    private static String nested(String key, String value) {
        StringBuilder yaml = new StringBuilder();
        String[] names = key.split("\\.", -1);
        for (int depth = 0; depth < names.length; depth++) {
            boolean last = depth == names.length - 1;
            yaml.append("  ".repeat(depth))
                    .append(names[depth])
                    .append(last ? ": " + value : ":")
                    .append("\n");
        }
        return yaml.toString();
    }

    private static Given given(Map<Option<?>, Given> values, Option<?> option) {
        return Optional.ofNullable(values.get(option)).orElseThrow();
    }
}
