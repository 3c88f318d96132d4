package io.amalgam8.sidecar.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PrintableTest {

    @ParameterizedTest
    @CsvSource({"a\u001b[2Jb, a?[2Jb", "a\u202eb, a?b", "\u009b, ?", "größer 世界 🙂, größer 世界 🙂", "'a\tb', a?b"})
    void showsWhatCannotSteerATerminal(String text, String shown) {
        assertThat(Printable.of(text)).isEqualTo(shown);
    }

    @Property
    void staysOnOneLine(@ForAll String text) {
        assertThat(Printable.of(text).lines().count()).isLessThanOrEqualTo(1);
    }
}
