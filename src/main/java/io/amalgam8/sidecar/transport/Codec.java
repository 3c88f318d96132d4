package io.amalgam8.sidecar.transport;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Netty's codecs for HTTP/1.1, with our bounds and the little that they have to know of the exchange. */
final class Codec {

    private static final int LONGEST_LINE = 16 * 1024;
    private static final int LARGEST_HEAD = 64 * 1024;
    /** No smaller than a read, so that a read's bytes are passed on in one piece. */
    private static final int LARGEST_CHUNK = 64 * 1024;

    /** What stands for the method where none could be read; no request of a caller bears it to an instance. */
    private static final HttpMethod UNREADABLE = new HttpMethod("-");

    /** The guards before the codecs have looked at each byte of a head, and {@link Fields} at what we put into it. */
    private static final HttpHeadersFactory UNCHECKED =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false);

    private Codec() {}

    /** Whether not even the request's first line could be understood. */
    static boolean isUnreadable(HttpRequest head) {
        return head.method().equals(UNREADABLE);
    }

    private static HttpDecoderConfig bounds() {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(LONGEST_LINE)
                .setMaxHeaderSize(LARGEST_HEAD)
                .setMaxChunkSize(LARGEST_CHUNK)
                .setHeadersFactory(UNCHECKED);
    }

    /** Reads what callers send. */
    static final class RequestDecoder extends HttpRequestDecoder {

        private @Nullable HttpRequest begun;

        RequestDecoder() {
            super(bounds());
        }

        /** The request whose first line was read last, whether or not the rest has come. */
        Optional<HttpRequest> begun() {
            return Optional.ofNullable(begun);
        }

        @Override
        protected HttpMessage createMessage(String[] line) throws Exception {
            HttpMessage message = super.createMessage(line);
            begun = (HttpRequest) message;
            return message;
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

        private boolean answersHead;

        ResponseDecoder() {
            super(bounds());
        }

        /** A request is sent: to HEAD there is an answer without a body, whatever its fields say. */
        void expectAnswer(boolean toHead) {
            answersHead = toHead;
        }

        boolean answersHead() {
            return answersHead;
        }

        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage message) {
            return answersHead
                    || (message instanceof HttpResponse response
                            && Response.isBodiless(response.status().code()))
                    || super.isContentAlwaysEmpty(message);
        }
    }
}
