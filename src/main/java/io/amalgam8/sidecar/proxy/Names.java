package io.amalgam8.sidecar.proxy;

import io.netty.util.AsciiString;

/** The fields that the proxy reads or writes; as constants of this type they are looked up without being hashed again. */
final class Names {

    static final AsciiString CONNECTION = AsciiString.cached("connection");
    static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");
    static final AsciiString TE = AsciiString.cached("te");
    static final AsciiString UPGRADE = AsciiString.cached("upgrade");
    static final AsciiString HOST = AsciiString.cached("host");
    static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
    static final AsciiString CONTENT_TYPE = AsciiString.cached("content-type");
    static final AsciiString TRANSFER_ENCODING = AsciiString.cached("transfer-encoding");
    static final AsciiString SET_COOKIE = AsciiString.cached("set-cookie");
    static final AsciiString VIA = AsciiString.cached("via");
    static final AsciiString ALLOW = AsciiString.cached("allow");
    static final AsciiString RETRY_AFTER = AsciiString.cached("retry-after");
    static final AsciiString PROXY_STATUS = AsciiString.cached("proxy-status");
    static final AsciiString PROXY_CONNECTION = AsciiString.cached("proxy-connection");
    static final AsciiString PROXY_AUTHENTICATE = AsciiString.cached("proxy-authenticate");
    static final AsciiString PROXY_AUTHORIZATION = AsciiString.cached("proxy-authorization");
    static final AsciiString HTTP2_SETTINGS = AsciiString.cached("http2-settings");
    static final AsciiString REFERER = AsciiString.cached("referer");
    static final AsciiString USER_AGENT = AsciiString.cached("user-agent");
    static final AsciiString TRACEPARENT = AsciiString.cached("traceparent");
    static final AsciiString REQUEST_ID = AsciiString.cached("x-request-id");
    static final AsciiString FORWARDED_FOR = AsciiString.cached("x-forwarded-for");
    static final AsciiString FORWARDED_HOST = AsciiString.cached("x-forwarded-host");
    static final AsciiString FORWARDED_PROTO = AsciiString.cached("x-forwarded-proto");
    static final AsciiString FORWARDED_PREFIX = AsciiString.cached("x-forwarded-prefix");
    static final AsciiString SOURCE = AsciiString.cached("x-a8-source");
    static final AsciiString FAULT = AsciiString.cached("x-a8-fault");
    static final AsciiString ATTEMPT = AsciiString.cached("x-envoy-attempt-count");
    static final AsciiString RETRIES = AsciiString.cached("x-envoy-max-retries");
    static final AsciiString TIMEOUT = AsciiString.cached("x-envoy-upstream-rq-timeout-ms");

    private Names() {}
}
