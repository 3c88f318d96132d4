package io.amalgam8.sidecar.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields as the codec has read them and we change them. */
final class FieldsTest {

    @ParameterizedTest
    @ValueSource(strings = {"v2\r\nX-Evil: 1", "v2\nX-Evil: 1", "a\u0000b", "\u007f", "a\u000bb"})
    void takeNoValueThatWouldBeMoreThanOneLine(String value) {
        Fields fields = read("GET /svc/x HTTP/1.1\r\nHost: h\r\n\r\n");

        assertThatThrownBy(() -> fields.set(Names.HOST, value)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> fields.add(Names.SET_COOKIE, value)).isInstanceOf(IllegalArgumentException.class);
        assertThat(fields.text(Names.HOST)).isEqualTo("h");
        assertThat(fields.has(Names.SET_COOKIE)).isFalse();
    }

    private static Fields read(String head) {
        EmbeddedChannel channel = new EmbeddedChannel(new Codec.RequestDecoder());
        channel.writeInbound(Unpooled.copiedBuffer(head, StandardCharsets.ISO_8859_1));
        HttpRequest request = channel.readInbound();
        channel.finishAndReleaseAll();
        return Heads.of(request).fields();
    }
}
