package io.amalgam8.sidecar.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the frames of a WebSocket end. */
final class WebSocketFramesTest {

    @ParameterizedTest
    @CsvSource({
        // head, length of the rest
        "8100, 0",
        "8101, 1",
        "817d, 125",
        "817e007e, 126",
        "817effff, 65535",
        "817e0000, 0",
        "827f0000000000010000, 65536",
        "818000000000, 0",
        "818537fa213d, 5",
        "81fe007e37fa213d, 126",
        "81ff000000000001000037fa213d, 65536",
        "0103, 3",
        "0003, 3",
        "8003, 3",
        "8900, 0",
        "8a02, 2",
    })
    void aFrameEndsBehindItsPayload(String head, int payload) {
        ByteBuf two = Unpooled.buffer();
        byte[] frame = new byte[head.length() / 2 + payload];
        System.arraycopy(ByteBufUtil.decodeHexDump(head), 0, frame, 0, head.length() / 2);
        two.writeBytes(frame).writeBytes(frame);

        WebSocketFrames frames = new WebSocketFrames();
        assertThat(frames.next(two, 0)).isEqualTo(frame.length);
        assertThat(frames.isBetween()).isTrue();
        assertThat(frames.next(two, frame.length)).isEqualTo(2 * frame.length);
        assertThat(frames.isBetween()).isTrue();
        assertThat(frames.isClosing()).isFalse();
    }

    @Test
    void framesEndAtTheSamePlaceHoweverTheyAreSplit() {
        // Text in three pieces with a ping between, masked; then a long one; then the last.
        ByteBuf all = Unpooled.buffer();
        List<Integer> ends = new ArrayList<>();
        for (String head : List.of("0183aabbccdd", "898100112233", "0082aabbccdd", "8080aabbccdd")) {
            all.writeBytes(ByteBufUtil.decodeHexDump(head)).writeZero(Integer.parseInt(head.substring(3, 4)));
            ends.add(all.writerIndex());
        }
        all.writeBytes(ByteBufUtil.decodeHexDump("827e0100")).writeZero(256);
        ends.add(all.writerIndex());
        all.writeBytes(ByteBufUtil.decodeHexDump("827f0000000000000080")).writeZero(128);
        ends.add(all.writerIndex());
        all.writeBytes(ByteBufUtil.decodeHexDump("880203e8"));
        ends.add(all.writerIndex());

        for (int split = 1; split < all.writerIndex(); split++) {
            assertThat(endsOf(all, split)).isEqualTo(ends);
        }
        assertThat(endsOf(all, 1)).isEqualTo(ends);
    }

    @Test
    void theLastFrameIsKnownByItsOpcode() {
        WebSocketFrames frames = new WebSocketFrames();
        frames.next(Unpooled.wrappedBuffer(new byte[] {(byte) 0x88}), 0);

        assertThat(frames.isClosing()).isTrue();
        assertThat(frames.isBetween()).isFalse();
    }

    @Test
    void aLengthThatCannotBeIsNeverUsedUp() {
        WebSocketFrames frames = new WebSocketFrames();
        ByteBuf bytes = Unpooled.buffer()
                .writeBytes(ByteBufUtil.decodeHexDump("827fffffffffffffffff"))
                .writeZero(1_000);

        assertThat(frames.next(bytes, 0)).isEqualTo(bytes.writerIndex());
        assertThat(frames.isBetween()).isFalse();
    }

    /** Where frames end when the bytes come in pieces of that size. */
    private static List<Integer> endsOf(ByteBuf all, int size) {
        WebSocketFrames frames = new WebSocketFrames();
        List<Integer> ends = new ArrayList<>();
        for (int start = 0; start < all.writerIndex(); start += size) {
            ByteBuf piece = all.slice(start, Math.min(size, all.writerIndex() - start));
            int index = 0;
            while (index < piece.writerIndex()) {
                index = frames.next(piece, index);
                if (frames.isBetween()) {
                    ends.add(start + index);
                }
            }
        }
        return ends;
    }
}
