package io.amalgam8.sidecar.client;

import io.vertx.core.buffer.Buffer;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;

/** One piece after the other, as if they were one. Never blocks; need not be closed. */
final class PiecesInputStream extends InputStream {

    private final Iterator<Buffer> rest;
    private Buffer piece = Buffer.buffer();
    private int position;

    PiecesInputStream(List<Buffer> pieces) {
        this.rest = pieces.iterator();
    }

    @Override
    public int read() {
        return isAtEnd() ? -1 : Byte.toUnsignedInt(piece.getByte(position++));
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (isAtEnd()) {
            return -1;
        }
        int count = Math.min(length, piece.length() - position);
        piece.getBytes(position, position + count, target, offset);
        position += count;
        return count;
    }

    /** Also goes on to the next piece where one has been read. */
    private boolean isAtEnd() {
        while (position == piece.length() && rest.hasNext()) {
            piece = rest.next();
            position = 0;
        }
        return position == piece.length();
    }
}
