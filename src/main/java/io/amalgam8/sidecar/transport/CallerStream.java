package io.amalgam8.sidecar.transport;

import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One call on a caller's connection that speaks HTTP/2: a stream that begins with its request and ends with its answer. */
final class CallerStream extends ChannelInboundHandlerAdapter implements Caller {

    private final StreamWire wire;
    private final CallerStreams connection;
    private final Calls calls;
    private final Intake intake;
    private final Deadline deadline;

    private @Nullable Listener listener;
    private boolean asksForHead;
    private boolean bodiless;
    private boolean requestBegun;
    private boolean requestEnded;
    private boolean malformed;
    private boolean reading;

    CallerStream(Http2StreamChannel channel, CallerStreams connection, Calls calls) {
        this.wire = new StreamWire(channel);
        this.connection = connection;
        this.calls = calls;
        this.intake = new Intake(channel, this::take);
        this.deadline = new Deadline(channel.eventLoop(), this::timeUp);
    }

    @Override
    public String address() {
        return connection.address();
    }

    @Override
    public boolean isSecure() {
        return connection.isSecure();
    }

    @Override
    public void subscribe(Listener to) {
        listener = to;
    }

    @Override
    public boolean isReading() {
        return reading;
    }

    @Override
    public void wakeAfter(Duration delay) {
        deadline.set(delay);
    }

    /** Other calls share the connection, and what follows on it can always be told apart. */
    @Override
    public void keepAliveNoLonger() {}

    @Override
    public void inform(Response informational) {
        if (!informational.switchesProtocols()) {
            HopByHop.remove(informational.fields());
            wire.inform(Http2Heads.toNetty(informational));
        }
    }

    @Override
    public void answer(Response head) {
        bodiless = asksForHead || Response.isBodiless(head.status());
        wire.head(Http2Heads.toNetty(head));
    }

    @Override
    public void write(ByteBuf chunk) {
        if (bodiless) {
            chunk.release();
            return;
        }
        wire.data(chunk);
    }

    @Override
    public void end(Fields trailers) {
        listener = null;
        // A caller that does not read its answer would keep the stream for ever.
        deadline.set(connection.patience().idle());
        if (malformed) {
            wire.flush();
            wire.reset(Http2Error.PROTOCOL_ERROR);
            return;
        }
        wire.end(Http2Heads.trailers(trailers));
        intake.resume();
        if (!requestEnded) {
            // The answer is complete: nobody wants the rest of the request (RFC 9113, 8.1).
            wire.resetAfterEnd(Http2Error.NO_ERROR);
        }
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
            listener.callerRead();
        }
    }

    @Override
    public void reset() {
        listener = null;
        intake.discard();
        wire.reset(Http2Error.INTERNAL_ERROR);
    }

    /** There is no other protocol to change to within a stream: nothing asks for one. */
    @Override
    public void becomeTunnel() {
        reset();
    }

    @Override
    public void close() {
        reset();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        connection.opened();
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        reading = true;
        intake.offer(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        if (listener != null) {
            listener.callerRead();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (listener != null && wire.isWritable()) {
            listener.callerWritable();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Mishap.tell(cause);
        wire.reset(cause instanceof Http2Exception wrong ? wrong.error() : Http2Error.INTERNAL_ERROR);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        deadline.cancel();
        intake.discard();
        Listener to = listener;
        listener = null;
        if (to != null) {
            to.callerLost();
        }
        connection.closed();
    }

    private void take(Object message) {
        if (message instanceof Http2HeadersFrame head) {
            takeHead(head);
            return;
        }
        if (message instanceof Http2DataFrame data) {
            takeData(data);
            return;
        }
        ReferenceCountUtil.release(message);
    }

    private void takeHead(Http2HeadersFrame head) {
        requestEnded = head.isEndStream();
        if (requestBegun) {
            endRequest(Http2Heads.fields(head.headers()));
            return;
        }
        requestBegun = true;
        Request request = Http2Heads.request(head.headers(), !requestEnded);
        asksForHead = request.method().equals("HEAD");
        Optional<OwnAnswer> refusal = Http2Guard.refuse(head.headers(), request);
        if (refusal.isPresent()) {
            malformed = refusal.get().kind() == Kind.MALFORMED;
            calls.refuse(request, refusal.get(), this);
            return;
        }
        if (request.hasBody()) {
            intake.pause();
        }
        calls.begin(request, this);
    }

    private void takeData(Http2DataFrame data) {
        requestEnded = data.isEndStream();
        if (listener != null && data.content().isReadable()) {
            listener.requestChunk(data.content());
        } else {
            data.release();
        }
        if (requestEnded) {
            endRequest(Fields.NONE);
        }
    }

    private void endRequest(Fields trailers) {
        if (requestEnded && listener != null) {
            listener.requestEnd(trailers);
        }
    }

    private void timeUp() {
        if (listener == null) {
            wire.reset(Http2Error.CANCEL);
            return;
        }
        listener.timeUp();
    }
}
