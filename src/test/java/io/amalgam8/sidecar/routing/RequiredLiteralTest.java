package io.amalgam8.sidecar.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.amalgam8.sidecar.model.InvalidValueException;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RequiredLiteralTest {

    @ParameterizedTest
    @CsvSource(delimiter = '@', textBlock = """
                    [; ]user=jason($|;) @ user=jason
                    user=[^;]+;x        @ user=
                    abc?d               @ ab
                    abc*d               @ ab
                    abc+d               @ abc
                    abc{2}def           @ def
                    a{2,3}bc            @ bc
                    ab.cde              @ cde
                    a\\.b\\.c\\d        @ a.b.c
                    (ab)?cd             @ cd
                    (ab|cd)ef           @ ef
                    (a(b|c)d)*efg       @ efg
                    ab|cd               @
                    (ab|cd)             @
                    (?i)abc             @
                    (?:abc)def          @
                    \\Qabc\\E           @
                    \\x41bc             @
                    \\pLbc              @
                    []a]bcd             @
                    [^]a]bcd            @
                    [[:alpha:]]bcd      @
                    [\\]]bcd            @
                    a                   @
                    ab{                 @
                    """)
    void isTheLongestTextThatCannotBeMissing(String expression, String literal) {
        assertThat(RequiredLiteral.of(expression.replace("\\\\", "\\"))).isEqualTo(Optional.ofNullable(literal));
    }

    @Property(tries = 20_000, seed = "6")
    void noValueIsMissedForIt(@ForAll("expressions") String expression, @ForAll("values") String value) {
        try {
            HeaderPattern engine = Tables.re2(expression);
            if (engine.foundIn(value)) {
                assertThat(value).contains(RequiredLiteral.of(expression).orElse(""));
            }
        } catch (InvalidValueException e) {
            assumeThat(e.reason()).startsWith("expression: ");
        }
    }

    @Provide
    Arbitrary<String> expressions() {
        return Arbitraries.of(
                        "a", "b", "ab", "ba", "aa", "(", ")", "|", "*", "+", "?", "{2}", "{0,1}", "{", "}", "[ab]",
                        "[^a]", "[", "]", "^", "$", ".", "\\.", "\\b", "\\d", "(?i)", "(?:", "\\", ",", "-")
                .list()
                .ofMinSize(1)
                .ofMaxSize(7)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.strings().withChars("aaabbbAB.{}],-").ofMaxLength(8);
    }
}
