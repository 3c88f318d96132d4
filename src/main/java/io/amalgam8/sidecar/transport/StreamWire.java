package io.amalgam8.sidecar.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2StreamChannel;
import org.jspecify.annotations.Nullable;

/**
 * The outbound side of one HTTP/2 stream. A head waits for what follows it, or for the flush: one that nothing follows
 * ends the stream itself, which to gRPC is not the same as a head and an empty body. What cannot be written is told to
 * the inbound side.
 */
@SuppressWarnings("FutureReturnValueIgnored")
final class StreamWire {

    private final Http2StreamChannel channel;
    private @Nullable Http2Headers head;
    private @Nullable ChannelPromise end;

    StreamWire(Http2StreamChannel channel) {
        this.channel = channel;
    }

    Http2StreamChannel channel() {
        return channel;
    }

    boolean isOpen() {
        return channel.isActive();
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    /** Begins the message. */
    void head(Http2Headers headers) {
        head = headers;
    }

    /** A head before the one that begins the message. */
    void inform(Http2Headers headers) {
        write(new DefaultHttp2HeadersFrame(headers));
    }

    void data(ByteBuf chunk) {
        writeHead();
        write(new DefaultHttp2DataFrame(chunk));
    }

    void end(Http2Headers trailers) {
        ChannelPromise sent = channel.newPromise();
        end = sent;
        if (head != null && trailers.isEmpty()) {
            channel.write(new DefaultHttp2HeadersFrame(head, true), sent);
            head = null;
            return;
        }
        writeHead();
        channel.write(
                trailers.isEmpty() ? new DefaultHttp2DataFrame(true) : new DefaultHttp2HeadersFrame(trailers, true),
                sent);
    }

    /** Whether the end was sent: as long as the peer's window is closed, it waits behind the rest of the body. */
    boolean isEndSent() {
        return end != null && end.isDone();
    }

    /** Resets the stream as soon as the end was sent. */
    void resetAfterEnd(Http2Error error) {
        if (end != null) {
            end.addListener(sent -> reset(error));
        }
    }

    void flush() {
        writeHead();
        channel.flush();
    }

    /** Ends the stream at once, in both directions, and leaves the connection to the others. */
    void reset(Http2Error error) {
        if (!channel.isActive()) {
            return;
        }
        // A stream of which nothing was sent has no number yet, and the peer does not know of it.
        if (Http2CodecUtil.isStreamIdValid(channel.stream().id())) {
            channel.writeAndFlush(new DefaultHttp2ResetFrame(error), channel.voidPromise());
        }
        channel.close();
    }

    private void writeHead() {
        if (head != null) {
            write(new DefaultHttp2HeadersFrame(head));
            head = null;
        }
    }

    private void write(Object frame) {
        channel.write(frame, channel.voidPromise());
    }
}
