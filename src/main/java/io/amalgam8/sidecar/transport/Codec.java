package io.amalgam8.sidecar.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import java.util.regex.Pattern;

/** Netty's codecs for HTTP/1.1, with our bounds and the little that they have to know of the exchange. */
final class Codec {

    private static final int LONGEST_LINE = 16 * 1024;
    private static final int LARGEST_HEAD = 64 * 1024;
    /** No smaller than a read, so that a read's bytes are passed on in one piece. */
    private static final int LARGEST_CHUNK = 64 * 1024;

    private static final Pattern VERSION = Pattern.compile("HTTP/[0-9]\\.[0-9]");

    /** What stands for the method where none could be read; no request of a caller bears it to an instance. */
    private static final HttpMethod UNREADABLE = new HttpMethod("-");

    private Codec() {}

    /** A request in another version of HTTP, or in what is none. Expected, hence without a stack trace. */
    static final class UnknownVersionException extends RuntimeException {

        private final boolean wellFormed;

        UnknownVersionException(boolean wellFormed) {
            super("unknown version of HTTP", null, false, false);
            this.wellFormed = wellFormed;
        }

        /** Whether it is a version at all. */
        boolean isWellFormed() {
            return wellFormed;
        }
    }

    /** Whether not even the request's first line could be understood. */
    static boolean isUnreadable(HttpRequest head) {
        return head.method().equals(UNREADABLE);
    }

    private static HttpDecoderConfig bounds() {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(LONGEST_LINE)
                .setMaxHeaderSize(LARGEST_HEAD)
                .setMaxChunkSize(LARGEST_CHUNK);
    }

    /** Reads what callers send. */
    static final class RequestDecoder extends HttpRequestDecoder {

        RequestDecoder() {
            super(bounds());
        }

        @Override
        protected HttpMessage createMessage(String[] line) throws Exception {
            if (line[2].equals("HTTP/1.1") || line[2].equals("HTTP/1.0")) {
                return super.createMessage(line);
            }
            throw new UnknownVersionException(VERSION.matcher(line[2]).matches());
        }

        /** The codec would make up a request for a file that nobody has asked for, and the log would tell of it. */
        @Override
        protected HttpMessage createInvalidMessage() {
            return new DefaultFullHttpRequest(HttpVersion.HTTP_1_0, UNREADABLE, "-", Unpooled.EMPTY_BUFFER);
        }
    }

    /** Writes what callers get. */
    static final class ResponseEncoder extends HttpResponseEncoder {

        private boolean answersHead;

        /** Whether the next answer is to a HEAD request, and has no body whatever its fields say. */
        void answersHead(boolean head) {
            answersHead = head;
        }

        @Override
        protected boolean isContentAlwaysEmpty(HttpResponse response) {
            return (answersHead && response.status().code() >= 200) || super.isContentAlwaysEmpty(response);
        }
    }

    /** Reads what instances answer. */
    static final class ResponseDecoder extends HttpResponseDecoder {

        private boolean expecting;
        private boolean answersHead;

        ResponseDecoder() {
            super(bounds());
        }

        /** A request is sent: to HEAD there is an answer without a body, whatever its fields say. */
        void expectAnswer(boolean toHead) {
            expecting = true;
            answersHead = toHead;
        }

        /** The answer is complete. */
        void expectNothing() {
            expecting = false;
        }

        boolean answersHead() {
            return answersHead;
        }

        /** Whether more was received than what was made of it. */
        boolean hasLeftover() {
            return actualReadableBytes() > 0;
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf buffer, List<Object> out) throws Exception {
            if (expecting) {
                super.decode(context, buffer, out);
                return;
            }
            // Not to be kept: it would become the beginning of the next request's answer.
            buffer.skipBytes(buffer.readableBytes());
            out.add(LastHttpContent.EMPTY_LAST_CONTENT);
        }

        @Override
        protected HttpMessage createMessage(String[] line) {
            if (!line[0].startsWith("HTTP/1.")) {
                throw new IllegalArgumentException("unknown version of HTTP");
            }
            return super.createMessage(line);
        }

        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage message) {
            boolean last = !(message instanceof HttpResponse response)
                    || response.status().code() >= 200;
            return (answersHead && last) || super.isContentAlwaysEmpty(message);
        }
    }
}
