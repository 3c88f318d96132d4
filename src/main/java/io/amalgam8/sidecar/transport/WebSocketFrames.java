package io.amalgam8.sidecar.transport;

import io.netty.buffer.ByteBuf;

/**
 * Knows where the frames of one direction of a WebSocket end, by their heads alone and without keeping a byte: two
 * bytes, the rest of the length, the mask, the payload (RFC 6455, section 5.2).
 */
final class WebSocketFrames {

    private static final int OPCODE = 0x0f;
    private static final int CLOSE = 0x08;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7f;
    private static final int LENGTH_OF_2_BYTES = 126;
    private static final int LENGTH_OF_8_BYTES = 127;
    private static final int MASK_BYTES = 4;

    private enum Part {
        OPENING,
        SHORT_LENGTH,
        LONG_LENGTH,
        CONTENT
    }

    private Part part = Part.OPENING;
    private int lengthBytesLeft;
    private int maskBytes;
    /** Of the mask and the payload; a length that cannot be is never used up. */
    private long left;

    private boolean closing;

    /** Whether the last byte was a frame's last. */
    boolean isBetween() {
        return part == Part.OPENING;
    }

    /** Whether a frame has begun that says that it is the last one. */
    boolean isClosing() {
        return closing;
    }

    /** Follows the bytes from that index to the end of the frame that is under way there, or of the bytes. */
    int next(ByteBuf bytes, int from) {
        int index = from;
        do {
            if (part == Part.CONTENT) {
                index += skip(bytes.writerIndex() - index);
                continue;
            }
            head(bytes.getUnsignedByte(index));
            index++;
        } while (index < bytes.writerIndex() && !isBetween());
        return index;
    }

    private int skip(int available) {
        int skipped = left < 0 ? available : (int) Math.min(left, available);
        left -= left < 0 ? 0 : skipped;
        endIfComplete();
        return skipped;
    }

    private void head(int octet) {
        switch (part) {
            case OPENING -> {
                closing |= (octet & OPCODE) == CLOSE;
                part = Part.SHORT_LENGTH;
            }
            case SHORT_LENGTH -> shortLength(octet);
            default -> longLength(octet);
        }
    }

    private void shortLength(int octet) {
        int length = octet & LENGTH;
        maskBytes = (octet & MASKED) == 0 ? 0 : MASK_BYTES;
        if (length < LENGTH_OF_2_BYTES) {
            begin(length);
            return;
        }
        left = 0;
        lengthBytesLeft = length == LENGTH_OF_8_BYTES ? Long.BYTES : Short.BYTES;
        part = Part.LONG_LENGTH;
    }

    private void longLength(int octet) {
        left = left << Byte.SIZE | octet;
        lengthBytesLeft--;
        if (lengthBytesLeft == 0) {
            begin(left);
        }
    }

    private void begin(long length) {
        left = length + (length < 0 ? 0 : maskBytes);
        part = Part.CONTENT;
        endIfComplete();
    }

    private void endIfComplete() {
        if (left == 0) {
            part = Part.OPENING;
        }
    }
}
