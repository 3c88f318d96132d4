package io.amalgam8.sidecar.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amalgam8.sidecar.model.InvalidValueException;
import io.amalgam8.sidecar.routing.HeaderPattern;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LinearPatternsTest {

    private final LinearPatterns patterns = new LinearPatterns();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                ".*?user=jason                | a=b; user=jason; c=d | true",
                ".*?user=jason                | user=jim             | false",
                "^(.*?;)?(user=jason)(;.*)?$  | user=jason           | true",
                "^(.*?;)?(user=jason)(;.*)?$  | a=b;user=jason;c=d   | true",
                "^(.*?;)?(user=jason)(;.*)?$  | a=b; user=jason      | false",
                "^(.*?;)?(user=jason)(;.*)?$  | user=jason2          | false",
                "Chrome                       | Mozilla Chrome/1     | true",
                "chrome                       | Mozilla Chrome/1     | false",
                "(?i)chrome                   | Mozilla Chrome/1     | true",
                "^v[12]$                      | v2                   | true",
                "\\d{3}-\\d{4}                | call 555-1234        | true",
                "[^]]+\\[                     | a[                   | true",
                "[[:alpha:]]+(?:[:=])x{2,3}   | key:xxx              | true",
                "\\Qa.b(\\E                   | a.b(                 | true",
                "(?P<user>\\w+)@              | me@x                 | true",
            })
    void findsWhatAmalgam8sUsersWrote(String expression, String value, boolean found) {
        assertThat(patterns.compile(expression).foundIn(value)).isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a(?=b)", "a(?!b)", "(?<=a)b", "(?<!a)b", "((x)|(?!y))"})
    void refusesLookAroundByName(String expression) {
        assertThatThrownBy(() -> patterns.compile(expression))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageStartingWith("header pattern: " + expression)
                .hasMessageContaining("no look-around");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a)\\1", "(?P<n>a)(?P=n)", "(?<n>a)\\k<n>", "(a)\\g{1}"})
    void refusesBackReferencesByName(String expression) {
        assertThatThrownBy(() -> patterns.compile(expression))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("no back-reference");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[(?=]", "[\\1]x", "\\(\\?=", "\\Q(?=\\E", "[]\\]1(?!]"})
    void takesNoBracketsOrEscapesForLookAround(String expression) {
        HeaderPattern pattern = compiledOrEngineRefused(expression);

        assertThat(pattern).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "a)", "*", "a++", "(?>a)", "\\", "a{2000}", "[z-a]", "(?R)"})
    void refusesWhatIsNoExpressionOfTheEngine(String expression) {
        assertThatThrownBy(() -> patterns.compile(expression))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("a regular expression: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"((a{100}){100}){100}", "(((a{1,30}){1,30}){1,30}){1,10}", "(a{,999}){1,999}"})
    void refusesRepetitionsThatWouldFillTheMemory(String expression) {
        assertThatThrownBy(() -> patterns.compile(expression)).hasMessageContaining("repetitions");
    }

    @Test
    void refusesALongExpression() {
        assertThatThrownBy(() -> patterns.compile("a".repeat(1025)))
                .hasMessage("header pattern: 1025 characters (expected: at most 1024)");
        assertThat(patterns.compile("a".repeat(1024)).foundIn("a".repeat(1024))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a+)+$",
                "(.*a){12}b",
                "^(a|a)*$",
                "^(a|aa)+$",
                "(x+x+)+y",
                "^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}$",
                "(.*)(.*)(.*)(.*)(.*)b",
                "^(([a-z])+.)+[A-Z]([a-z])+$",
                "(\\w*)*!",
                "(a*)*b",
            })
    void takesNoLongerForAHostileValue(String expression) {
        HeaderPattern pattern = patterns.compile(expression);
        String hostile = "a".repeat(8192) + "\u0000";
        pattern.foundIn(hostile);

        long before = System.nanoTime();
        pattern.foundIn(hostile);

        // Backtracking would take longer than the universe's age.
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void looksAtTheFirst8KiB() {
        HeaderPattern pattern = patterns.compile("b");

        assertThat(pattern.foundIn("a".repeat(8191) + "b")).isTrue();
        assertThat(pattern.foundIn("a".repeat(8192) + "b")).isFalse();
    }

    @Test
    void survivesAnExpressionOfManyParentheses() {
        String deep = "(".repeat(500) + "a" + ")".repeat(500);

        assertThat(patterns.compile(deep).foundIn("a")).isTrue();
    }

    private HeaderPattern compiledOrEngineRefused(String expression) {
        try {
            return patterns.compile(expression);
        } catch (InvalidValueException e) {
            assertThat(e).hasMessageContaining("a regular expression: ");
            return value -> false;
        }
    }
}
