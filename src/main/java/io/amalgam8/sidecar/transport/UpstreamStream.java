package io.amalgam8.sidecar.transport;

import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request on a connection to an instance that speaks HTTP/2. */
final class UpstreamStream extends ChannelInboundHandlerAdapter implements Upstream {

    private static final Object GONE = new Object();

    private final StreamWire wire;
    private final UpstreamStreams connection;
    private final boolean reused;
    private final Intake intake;

    private @Nullable Listener listener;
    private boolean answerBegun;
    private boolean refused;
    private int informed;

    UpstreamStream(Http2StreamChannel channel, UpstreamStreams connection, boolean reused) {
        this.wire = new StreamWire(channel);
        this.connection = connection;
        this.reused = reused;
        this.intake = new Intake(channel, this::take);
    }

    @Override
    public boolean isReused() {
        return reused;
    }

    @Override
    public void send(Request head, Listener to) {
        listener = to;
        wire.head(Http2Heads.toNetty(head, connection.isSecure()));
        if (!head.hasBody()) {
            wire.end(Http2Heads.trailers(Fields.NONE));
        }
    }

    @Override
    public void write(ByteBuf chunk) {
        wire.data(chunk);
    }

    @Override
    public void end(Fields trailers) {
        wire.end(Http2Heads.trailers(trailers));
    }

    @Override
    public void flush() {
        if (wire.isOpen()) {
            wire.flush();
        }
    }

    @Override
    public boolean isWritable() {
        return wire.isWritable();
    }

    @Override
    public void pause() {
        intake.pause();
    }

    @Override
    public void resume() {
        intake.resume();
        if (listener != null) {
            listener.upstreamRead();
        }
    }

    @Override
    public void release() {
        reset();
    }

    @Override
    public void discard() {
        reset();
    }

    @Override
    public void reset() {
        listener = null;
        intake.discard();
        wire.reset(Http2Error.CANCEL);
    }

    /** There is no other protocol to change to within a stream: an instance cannot agree to one. */
    @Override
    public void becomeTunnel() {
        reset();
    }

    @Override
    public void close() {
        reset();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        connection.told();
        intake.offer(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (listener != null) {
            listener.upstreamRead();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (listener != null && wire.isWritable()) {
            listener.upstreamWritable();
        }
    }

    /** The instance says that it has done nothing, by refusing this stream or all from some number on (RFC 9113, 8.7). */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        boolean refusal =
                event instanceof Http2ResetFrame reset && reset.errorCode() == Http2Error.REFUSED_STREAM.code();
        refused |= refusal || event instanceof Http2GoAwayFrame;
        ReferenceCountUtil.release(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Mishap.tell(cause);
        boolean notBegun = cause instanceof Http2Exception wrong && wrong.error() == Http2Error.REFUSED_STREAM;
        refused |= notBegun;
        boolean ended = notBegun || cause instanceof IOException;
        lose(ended ? explain() : OwnAnswer.of(Kind.MALFORMED_ANSWER, "the instance's answer is malformed"));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connection.closed();
        if (listener != null) {
            intake.offer(GONE);
        }
    }

    private void take(Object message) {
        if (listener == null) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message == GONE) {
            lose(explain());
            return;
        }
        if (message instanceof Http2HeadersFrame head) {
            takeHead(head, listener);
            return;
        }
        if (message instanceof Http2DataFrame data) {
            takeData(data, listener);
            return;
        }
        ReferenceCountUtil.release(message);
    }

    private void takeHead(Http2HeadersFrame frame, Listener to) {
        if (answerBegun) {
            endAnswer(Http2Heads.fields(frame.headers()), to);
            return;
        }
        Optional<Response> head = Http2Heads.response(frame.headers());
        if (head.isEmpty() || !ResponseGuard.isSound(head.get()) || head.get().switchesProtocols()) {
            lose(OwnAnswer.of(Kind.MALFORMED_ANSWER, "the instance's answer is malformed"));
            return;
        }
        if (head.get().status() < 200) {
            if (++informed > AnswerReader.MOST_INFORMATIONAL) {
                lose(OwnAnswer.of(Kind.MALFORMED_ANSWER, "the instance sends informational heads without end"));
                return;
            }
            to.informed(head.get());
            return;
        }
        answerBegun = true;
        to.answerHead(head.get());
        if (frame.isEndStream() && listener != null) {
            endAnswer(Fields.NONE, listener);
        }
    }

    private void takeData(Http2DataFrame data, Listener to) {
        if (!answerBegun) {
            data.release();
            lose(OwnAnswer.of(Kind.MALFORMED_ANSWER, "the instance's answer has no head"));
            return;
        }
        if (data.content().isReadable()) {
            to.answerChunk(data.content());
        } else {
            data.release();
        }
        if (data.isEndStream() && listener != null) {
            endAnswer(Fields.NONE, listener);
        }
    }

    private void endAnswer(Fields trailers, Listener to) {
        listener = null;
        to.answerEnd(trailers);
        if (!wire.isEndSent()) {
            // The instance has answered and need not read on: what is left of the request would wait for ever.
            wire.reset(Http2Error.CANCEL);
        }
    }

    private void lose(OwnAnswer answer) {
        Listener to = listener;
        reset();
        if (to != null) {
            to.upstreamLost(answer);
        }
    }

    private OwnAnswer explain() {
        return refused && !answerBegun
                ? OwnAnswer.of(Kind.UNPROCESSED, "the instance takes no more requests on this connection")
                : OwnAnswer.of(Kind.CONNECTION_ENDED, "the instance ended the stream before its answer's end");
    }
}
