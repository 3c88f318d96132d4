package io.amalgam8.sidecar.shipping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AcknowledgementsTest {

    private final Acknowledgements acknowledgements = new Acknowledgements();

    @BeforeEach
    void expectTen() {
        acknowledgements.expect(10);
    }

    @Test
    void growToTheWholeWindow() {
        assertThat(acknowledgements.read(of(3))).isEqualTo(3);
        assertThat(acknowledgements.isComplete()).isFalse();
        assertThat(acknowledgements.read(of(7).appendBuffer(of(10)))).isEqualTo(10);
        assertThat(acknowledgements.isComplete()).isTrue();
    }

    @Test
    void mayRepeatThemselvesOrSayNothingNew() {
        acknowledgements.read(of(4));
        assertThat(acknowledgements.read(of(4))).isEqualTo(4);
        assertThat(acknowledgements.read(of(0))).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 11, 4_294_967_295L, 2_147_483_648L})
    void mayNotGoBackNorBeyondTheWindow(long number) {
        acknowledgements.read(of(4));
        assertThatThrownBy(() -> acknowledgements.read(of(number)))
                .isInstanceOf(LogServerException.class)
                .hasMessage("acknowledged event: " + number + " (expected: 4..10)");
        assertThat(acknowledgements.acknowledged()).isEqualTo(4);
    }

    @Test
    void areRefusedAtTheFirstWrongByte() {
        assertThatThrownBy(() -> acknowledgements.read(Buffer.buffer("H")))
                .hasMessage("answer: byte 72 (expected: an acknowledgement, 2A)");
        Acknowledgements others = new Acknowledgements();
        others.read(Buffer.buffer("2"));
        assertThatThrownBy(() -> others.read(Buffer.buffer("C"))).isInstanceOf(LogServerException.class);
    }

    @Test
    void beginAnewWithEachWindow() {
        acknowledgements.read(of(10));
        acknowledgements.expect(2);
        assertThat(acknowledgements.isComplete()).isFalse();
        assertThat(acknowledgements.read(of(1))).isEqualTo(1);
    }

    private static Buffer of(long number) {
        return Buffer.buffer("2A").appendUnsignedInt(number);
    }
}
