package io.amalgam8.sidecar.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Follows what is sent to one peer of a WebSocket, and says goodbye to it between two frames when it is asked to: a
 * Close frame with code 1001, going away. Nothing is sent behind that.
 */
@SuppressWarnings("FutureReturnValueIgnored")
final class WebSocketEnd extends ChannelOutboundHandlerAdapter {

    private static final int LAST_CLOSE_FRAME = 0x88;
    private static final int MASKED = 0x80;
    private static final short GOING_AWAY = 1001;

    private final WebSocketFrames frames = new WebSocketFrames();
    private final boolean masked;

    private @Nullable ChannelHandlerContext out;
    private boolean asked;
    private boolean said;

    private WebSocketEnd(boolean masked) {
        this.masked = masked;
    }

    /** Towards a caller, for whom we are the server: nothing is masked. */
    static WebSocketEnd towardsCaller() {
        return new WebSocketEnd(false);
    }

    /** Towards an instance, for which we are the client: everything is masked. */
    static WebSocketEnd towardsInstance() {
        return new WebSocketEnd(true);
    }

    /** Says goodbye now, or when the frame that is under way has ended; a peer that was told already is not told again. */
    void goAway() {
        asked = true;
        if (out != null && frames.isBetween() && !frames.isClosing() && !said) {
            sayGoodbye(out);
            out.flush();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        out = context;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf bytes) || !bytes.isReadable()) {
            context.write(message, promise);
            return;
        }
        if (said) {
            ReferenceCountUtil.release(message);
            promise.trySuccess();
            return;
        }
        int index = bytes.readerIndex();
        while (index < bytes.writerIndex() && !(asked && endsHere(index, bytes))) {
            index = frames.next(bytes, index);
        }
        bytes.writerIndex(index);
        context.write(bytes, promise);
        if (asked && frames.isBetween() && !frames.isClosing()) {
            sayGoodbye(context);
        }
    }

    private boolean endsHere(int index, ByteBuf bytes) {
        return index > bytes.readerIndex() && frames.isBetween() && !frames.isClosing();
    }

    private void sayGoodbye(ChannelHandlerContext context) {
        said = true;
        ByteBuf frame = Unpooled.buffer(8).writeByte(LAST_CLOSE_FRAME);
        if (!masked) {
            context.write(frame.writeByte(Short.BYTES).writeShort(GOING_AWAY), context.voidPromise());
            return;
        }
        int mask = ThreadLocalRandom.current().nextInt();
        frame.writeByte(MASKED | Short.BYTES).writeInt(mask).writeShort(GOING_AWAY ^ mask >>> Short.SIZE);
        context.write(frame, context.voidPromise());
    }
}
