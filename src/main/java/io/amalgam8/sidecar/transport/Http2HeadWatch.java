package io.amalgam8.sidecar.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;

/**
 * Follows the frames of a caller's connection (RFC 9113, 4.1) as far as it takes to see that its beginning, or a head
 * that has begun, is not complete in time. The codec behind it waits for the rest of either without end.
 */
final class Http2HeadWatch extends ChannelInboundHandlerAdapter {

    private static final int PREFACE = 24;
    private static final int FRAME_HEAD = 9;
    private static final int TYPE_AT = 3;
    private static final int FLAGS_AT = 4;
    private static final int HEADERS = 1;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;

    private final Deadline deadline;
    private final Duration limit;
    private final byte[] frame = new byte[FRAME_HEAD];

    /** Bytes to come of the preface, or of a frame's payload. */
    private int left = PREFACE;

    private int frameBytes;
    private boolean within = true;
    /** Counts the heads that are complete: the number of the one that is not. */
    private long number;

    private long timed = -1;

    Http2HeadWatch(Deadline deadline, Duration limit) {
        this.deadline = deadline;
        this.limit = limit;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            follow(bytes);
            look();
        }
        context.fireChannelRead(message);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        deadline.cancel();
    }

    private void follow(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            if (left > 0) {
                int count = Math.min(left, end - at);
                left -= count;
                at += count;
                if (left == 0) {
                    endPart();
                }
                continue;
            }
            frame[frameBytes] = bytes.getByte(at);
            frameBytes++;
            at++;
            if (frameBytes == FRAME_HEAD) {
                beginPayload();
            }
        }
    }

    private void beginPayload() {
        within |= frame[TYPE_AT] == HEADERS;
        left = ((frame[0] & 0xff) << 16) | ((frame[1] & 0xff) << 8) | (frame[2] & 0xff);
        if (left == 0) {
            endPart();
        }
    }

    /** The end of the preface is the end of its first frame, which is about settings. */
    private void endPart() {
        if (frameBytes == 0) {
            return;
        }
        frameBytes = 0;
        boolean ofHead = frame[TYPE_AT] == HEADERS || frame[TYPE_AT] == CONTINUATION;
        boolean open = ofHead && (frame[FLAGS_AT] & END_HEADERS) == 0;
        if (within && !open) {
            number++;
        }
        within = open;
    }

    /** Each of them has the whole time, from the first of its bytes on. */
    private void look() {
        if (!within) {
            deadline.clear();
            timed = -1;
            return;
        }
        if (timed != number) {
            timed = number;
            deadline.set(limit);
        }
    }
}
