package io.amalgam8.sidecar.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.testing.Await;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.codec.spi.BodyStream;
import java.io.InputStream;
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

        Body body = Await.result(stream.result());
        assertThat(body.bytes()).asString().isEqualTo(sent.toString());
        assertThat(body.open()).hasContent(sent.toString());
        assertThat(body.open().readNBytes(6000)).asString().isEqualTo(sent.substring(0, 6000));
    }

    @Test
    void opensAsOftenAsItIsAskedAndEndsOnce() throws Exception {
        BodyStream<Body> stream = Body.codec().stream();
        stream.write(Buffer.buffer(new byte[] {(byte) 0xff, 1}));
        stream.write(Buffer.buffer(new byte[3000]));
        Await.result(stream.end());
        Body body = Await.result(stream.result());

        InputStream first = body.open();
        assertThat(first.read()).isEqualTo(0xff);
        assertThat(first.read(new byte[4000], 0, 0)).isZero();
        assertThat(first.readAllBytes()).hasSize(3001).startsWith(1, 0);
        assertThat(first.read()).isEqualTo(-1);
        assertThat(first.read(new byte[1])).isEqualTo(-1);
        assertThat(body.open().readAllBytes()).hasSize(3002);
    }

    @Test
    void isEmptyWhereNothingCame() throws Exception {
        BodyStream<Body> stream = Body.codec().stream();
        Await.result(stream.end());

        assertThat(Await.result(stream.result()).open()).isEmpty();
    }
}
