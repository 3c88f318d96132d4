package io.amalgam8.sidecar.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.testing.Await;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.codec.spi.BodyStream;
import org.junit.jupiter.api.Test;

final class BodyTest {

    @Test
    void joinsShortPieces() throws Exception {
        BodyStream<Body> stream = Body.codec().stream();
        for (int i = 0; i < 100_000; i++) {
            stream.write(Buffer.buffer(new byte[] {(byte) i}));
        }
        Await.result(stream.end());

        Body body = Await.result(stream.result());
        assertThat(body).hasToString("7 pieces");
        assertThat(body.bytes()).hasSize(100_000);
    }

    @Test
    void keepsTheOrderOfLongAndShortPieces() throws Exception {
        BodyStream<Body> stream = Body.codec().stream();
        StringBuilder sent = new StringBuilder();
        for (int length : new int[] {1, 5000, 3, 4, 2048, 0, 2047, 15_000, 2000, 1}) {
            String piece = Character.toString('a' + length % 26).repeat(length);
            sent.append(piece);
            stream.write(Buffer.buffer(piece));
        }
        Await.result(stream.end());

        assertThat(Await.result(stream.result()).bytes()).asString().isEqualTo(sent.toString());
    }
}
