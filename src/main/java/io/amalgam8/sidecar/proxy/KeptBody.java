package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.transport.Fields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * What has come of a request's body, in case it has to be sent later or again. Small bodies only: one that outgrows the
 * bound is sent once. The bytes are copied, so that a small piece does not keep a large buffer.
 */
final class KeptBody {

    static final int MOST = 64 * 1024;

    private static final int FIRST_CAPACITY = 256;

    private @Nullable ByteBuf bytes;
    private Fields trailers = Fields.NONE;
    private boolean whole = true;

    /** Whether everything that has come is kept. */
    boolean isWhole() {
        return whole;
    }

    /** Whether no more than a read's worth should be added. */
    boolean isFull() {
        return bytes != null && bytes.readableBytes() >= MOST;
    }

    /** Adds a piece, which stays the caller's. */
    void add(ByteBuf chunk) {
        if (!whole) {
            return;
        }
        if (bytes == null) {
            bytes = Unpooled.buffer(Math.max(FIRST_CAPACITY, chunk.readableBytes()));
        }
        bytes.writeBytes(chunk, chunk.readerIndex(), chunk.readableBytes());
    }

    void end(Fields with) {
        trailers = with;
    }

    Fields trailers() {
        return trailers;
    }

    boolean isEmpty() {
        return bytes == null;
    }

    /** All of it, to be sent. */
    ByteBuf copy() {
        return bytes == null ? Unpooled.EMPTY_BUFFER : bytes.retainedDuplicate();
    }

    /** Gives it up when it has outgrown the bound; true when it does so now. */
    boolean dropIfOutgrown() {
        if (bytes == null || bytes.readableBytes() <= MOST) {
            return false;
        }
        drop();
        return true;
    }

    /** It will not be sent again. */
    void drop() {
        whole = false;
        if (bytes != null) {
            bytes.release();
            bytes = null;
        }
    }
}
