package io.amalgam8.sidecar.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LiteralPatternsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                ".*?user=jason",
                ".*x",
                "x.*",
                "^x",
                "x$",
                "^x$",
                "^.*x.*$",
                "^.*?x.*?$",
                ".*x.*",
                "^.*$",
                "^$",
                ".*",
                "a\\.b",
                "^\\(x\\)$",
                "^(.*?;)?(user=jason)(;.*)?$",
                "^(.*;)?user=jason(;.*?)?$",
                "user=jason; a=\\\"b\\\""
            })
    void expressionsThatAreLiteralsNeedNoEngine(String expression) {
        assertThat(LiteralPatterns.recognize(expression)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a|b",
                "a.b",
                "a+",
                "ab*",
                "ab?",
                "[a]",
                "(a)",
                "a{2}",
                "\\d",
                "\\bx",
                "\\Qx\\E",
                "(?i)x",
                "x$y",
                "x^",
                "^^x",
                "x$$",
                ".*+x",
                ".*??x",
                ".*.*x.*.*",
                "x.*+",
                "^(.*?;)?(a|b)(;.*)?$",
                "^(.*?;)?()(;.*)?$",
                "^(.*?;)?(a(;.*)?$",
                "^(.*?;)?(a)(;.*)?",
                "x\\",
                "\\pL",
                "x\n",
                "\t",
                "ł"
            })
    void otherExpressionsAreTheEngines(String expression) {
        assertThat(LiteralPatterns.recognize(expression)).isEmpty();
    }

    @Property(tries = 5000, seed = "1")
    void whatIsRecognizedMeansTheSameAsToTheEngine(
            @ForAll("expressions") String expression, @ForAll("values") String value) {
        LiteralPatterns.recognize(expression)
                .ifPresent(pattern -> assertThat(pattern.foundIn(value))
                        .as("%s in %s", expression, value)
                        .isEqualTo(Tables.re2(expression).foundIn(value)));
    }

    @Property(tries = 5000, seed = "2")
    void listEntriesAreFoundAsTheEngineFindsThem(@ForAll("lists") String expression, @ForAll("values") String value) {
        assertThat(LiteralPatterns.recognize(expression).orElseThrow().foundIn(value))
                .as("%s in %s", expression, value)
                .isEqualTo(Tables.re2(expression).foundIn(value));
    }

    @Provide
    Arbitrary<String> expressions() {
        Arbitrary<String> literals = Arbitraries.strings().withChars("ab.\\;\n").ofMaxLength(3);
        return Combinators.combine(
                        Arbitraries.of("", "^"),
                        Arbitraries.of("", ".*", ".*?"),
                        literals.map(LiteralPatternsTest::quoted),
                        Arbitraries.of("", ".*", ".*?"),
                        Arbitraries.of("", "$"))
                .as((start, before, literal, after, end) -> start + before + literal + after + end);
    }

    @Provide
    Arbitrary<String> lists() {
        Arbitrary<String> literals =
                Arbitraries.strings().withChars("ab;").ofMinLength(1).ofMaxLength(3);
        return Combinators.combine(
                        Arbitraries.of("^(.*?;)?", "^(.*;)?"), literals, Arbitraries.of("(;.*)?$", "(;.*?)?$"))
                .flatAs((begin, literal, end) ->
                        Arbitraries.of(List.of(begin + "(" + literal + ")" + end, begin + literal + end)));
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.strings().withChars("aab;.\\\n").ofMaxLength(8);
    }

    private static String quoted(String literal) {
        return literal.replace("\\", "\\\\").replace(".", "\\.");
    }
}
