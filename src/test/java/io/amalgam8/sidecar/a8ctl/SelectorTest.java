package io.amalgam8.sidecar.a8ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.amalgam8.sidecar.a8ctl.Selector.ByHeader;
import io.amalgam8.sidecar.a8ctl.Selector.ByWeight;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SelectorTest {

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
                    v2(user="Alice");            v2;  Cookie;  .*?user=Alice
                    v2(user=Alice);              v2;  Cookie;  .*?user=Alice
                    ` v2 ( user = " A b " )`;    v2;  Cookie;  .*?user=A b
                    v2(user=a(b)c);              v2;  Cookie;  .*?user=a(b)c
                    v2(header="Foo:bar");        v2;  Foo;     bar
                    v2(header=Foo:);             v2;  Foo;     ``
                    v2(header="X-A:a:(b|c)=d");  v2;  X-A;     a:(b|c)=d
                    v2,blue(header=Foo:b);       v2,blue; Foo; b
                    """)
    void readsHeadersAndUsers(String text, String version, String header, String pattern)
            throws FailedCommandException {
        assertThat(Selector.parse(text)).isEqualTo(new ByHeader(version, header, pattern));
    }

    @ParameterizedTest
    @CsvSource({"v2(weight=0.25), 0.25", "v2(weight=1), 1", "v2( weight = .5 ), 0.5", "v2(weight=5e-1), 0.5"})
    void readsWeights(String text, double weight) throws FailedCommandException {
        assertThat(Selector.parse(text)).isEqualTo(new ByWeight("v2", weight));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v2",
                "v2(",
                "v2)",
                "v2()",
                "v2( )",
                "(user=x)",
                "v2(user=x",
                "v2(user=x) ",
                "v2(user=x)y",
                "v2(user=)",
                "v2(user=\"\")",
                "v2(header=Foo)",
                "v2(header=:x)",
                "v2(weight=x)",
                "v2(weight=)",
                "v2(weight=0)",
                "v2(weight=-1)",
                "v2(weight=1.1)",
                "v2(weight=NaN)",
                "v2(weight=1d)",
                "v2(weight=0x1p-1)"
            })
    void refusesWhatIsNone(String text) {
        assertThatExceptionOfType(FailedCommandException.class)
                .isThrownBy(() -> Selector.parse(text))
                .withMessage("Invalid --selector value: " + text)
                .returns(5, FailedCommandException::code);
    }

    @ParameterizedTest
    @CsvSource({"v2(bogus=1), bogus", "v2(bogus), bogus", "v2(=1), ''", "v2( Weight =1), Weight"})
    void namesAnUnknownKey(String text, String key) {
        assertThatExceptionOfType(FailedCommandException.class)
                .isThrownBy(() -> Selector.parse(text))
                .withMessage("Unrecognized --selector key (" + key + ") in selector: " + text)
                .returns(6, FailedCommandException::code);
    }

    @Property
    void readsEveryShare(@ForAll @DoubleRange(min = 0, minIncluded = false, max = 1) double share)
            throws FailedCommandException {
        assertThat(Selector.parse("v(weight=" + share + ")")).isEqualTo(new ByWeight("v", share));
    }

    @Property
    void keepsEveryPatternAsItIsTyped(@ForAll @StringLength(max = 20) String pattern) throws FailedCommandException {
        assertThat(Selector.parse("v(header=\"A:" + pattern + ".\")")).isEqualTo(new ByHeader("v", "A", pattern + "."));
    }

    @Property
    void failsForNothingElseThanItsTwoReasons(@ForAll String text) {
        try {
            assertThat(Selector.parse(text).version()).isNotBlank();
        } catch (FailedCommandException e) {
            assertThat(e.code()).isIn(5, 6);
            assertThat(e.reason()).endsWith(text);
        }
    }
}
