package io.amalgam8.sidecar.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;

/** Our heads as the codecs know them, and theirs as we do; the fields are shared and never copied. */
final class Heads {

    private Heads() {}

    static Request of(HttpRequest head) {
        boolean hasBody = head.decoderResult().isSuccess()
                && (HttpUtil.isTransferEncodingChunked(head) || HttpUtil.getContentLength(head, 0L) > 0);
        return new Request(
                head.method().name(), head.uri(), head.protocolVersion().text(), Fields.of(head.headers()), hasBody);
    }

    /** As much as was read of a request that is not served. */
    static Request refused(HttpRequest head) {
        return new Request(
                head.method().name(), head.uri(), head.protocolVersion().text(), Fields.of(head.headers()), false);
    }

    static Response of(HttpResponse head) {
        HttpResponseStatus status = head.status();
        return new Response(status.code(), status.reasonPhrase(), Fields.of(head.headers()));
    }

    /** One message where no body follows, so that it is written in one piece. */
    static HttpRequest toNetty(Request head) {
        HttpMethod method = HttpMethod.valueOf(head.method());
        HttpHeaders fields = head.fields().toNetty();
        return head.hasBody()
                ? new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, head.target(), fields)
                : new DefaultFullHttpRequest(
                        HttpVersion.HTTP_1_1,
                        method,
                        head.target(),
                        Unpooled.EMPTY_BUFFER,
                        fields,
                        EmptyHttpHeaders.INSTANCE);
    }

    static HttpResponse toNetty(Response head) {
        return new DefaultHttpResponse(
                HttpVersion.HTTP_1_1, status(head), head.fields().toNetty());
    }

    /** All of an answer as one message. */
    static HttpResponse whole(Response head, ByteBuf body, Fields trailers) {
        return new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status(head), body, head.fields().toNetty(), trailers.toNetty());
    }

    static LastHttpContent end(Fields trailers) {
        return trailers.isEmpty()
                ? LastHttpContent.EMPTY_LAST_CONTENT
                : new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, trailers.toNetty());
    }

    private static HttpResponseStatus status(Response head) {
        HttpResponseStatus usual = HttpResponseStatus.valueOf(head.status());
        boolean isUsual = head.reason().isEmpty() || head.reason().equals(usual.reasonPhrase());
        return isUsual ? usual : HttpResponseStatus.valueOf(head.status(), head.reason());
    }
}
