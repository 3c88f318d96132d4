package io.amalgam8.sidecar.transport;

import io.netty.util.AsciiString;

/** The fields that the proxy reads or writes; as constants of this type they are looked up without being hashed again. */
public final class Names {

    public static final AsciiString CONNECTION = AsciiString.cached("connection");
    public static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");
    public static final AsciiString TE = AsciiString.cached("te");
    public static final AsciiString UPGRADE = AsciiString.cached("upgrade");
    public static final AsciiString HOST = AsciiString.cached("host");
    public static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
    public static final AsciiString CONTENT_TYPE = AsciiString.cached("content-type");
    public static final AsciiString TRANSFER_ENCODING = AsciiString.cached("transfer-encoding");
    public static final AsciiString SET_COOKIE = AsciiString.cached("set-cookie");
    public static final AsciiString VIA = AsciiString.cached("via");
    public static final AsciiString ALLOW = AsciiString.cached("allow");
    public static final AsciiString RETRY_AFTER = AsciiString.cached("retry-after");
    public static final AsciiString PROXY_STATUS = AsciiString.cached("proxy-status");
    public static final AsciiString PROXY_CONNECTION = AsciiString.cached("proxy-connection");
    public static final AsciiString PROXY_AUTHENTICATE = AsciiString.cached("proxy-authenticate");
    public static final AsciiString PROXY_AUTHORIZATION = AsciiString.cached("proxy-authorization");
    public static final AsciiString HTTP2_SETTINGS = AsciiString.cached("http2-settings");
    public static final AsciiString REFERER = AsciiString.cached("referer");
    public static final AsciiString USER_AGENT = AsciiString.cached("user-agent");
    public static final AsciiString TRACEPARENT = AsciiString.cached("traceparent");
    public static final AsciiString TRACESTATE = AsciiString.cached("tracestate");
    public static final AsciiString B3 = AsciiString.cached("b3");
    public static final AsciiString B3_TRACE_ID = AsciiString.cached("x-b3-traceid");
    public static final AsciiString B3_PARENT_SPAN_ID = AsciiString.cached("x-b3-parentspanid");
    public static final AsciiString B3_SAMPLED = AsciiString.cached("x-b3-sampled");
    public static final AsciiString REQUEST_ID = AsciiString.cached("x-request-id");
    public static final AsciiString FORWARDED_FOR = AsciiString.cached("x-forwarded-for");
    public static final AsciiString FORWARDED_HOST = AsciiString.cached("x-forwarded-host");
    public static final AsciiString FORWARDED_PROTO = AsciiString.cached("x-forwarded-proto");
    public static final AsciiString FORWARDED_PREFIX = AsciiString.cached("x-forwarded-prefix");
    public static final AsciiString SOURCE = AsciiString.cached("x-a8-source");
    public static final AsciiString FAULT = AsciiString.cached("x-a8-fault");
    public static final AsciiString IDEMPOTENCY_KEY = AsciiString.cached("idempotency-key");
    public static final AsciiString OVERLOADED = AsciiString.cached("x-envoy-overloaded");
    public static final AsciiString ATTEMPT = AsciiString.cached("x-envoy-attempt-count");
    public static final AsciiString RETRIES = AsciiString.cached("x-envoy-max-retries");
    public static final AsciiString TIMEOUT = AsciiString.cached("x-envoy-upstream-rq-timeout-ms");

    private Names() {}
}
