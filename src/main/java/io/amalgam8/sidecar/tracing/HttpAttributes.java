package io.amalgam8.sidecar.tracing;

import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Protocol;
import io.amalgam8.sidecar.transport.Caller;
import io.amalgam8.sidecar.transport.Names;
import io.amalgam8.sidecar.transport.Request;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import java.util.Set;

/**
 * What spans say of HTTP, by OpenTelemetry's semantic conventions 1.23 and later. A query never enters a span: it may
 * hold what is secret.
 */
final class HttpAttributes {

    static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
    static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");

    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> METHOD_ORIGINAL = AttributeKey.stringKey("http.request.method_original");
    private static final AttributeKey<Long> RESEND_COUNT = AttributeKey.longKey("http.request.resend_count");
    private static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
    private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    private static final AttributeKey<String> URL = AttributeKey.stringKey("url.full");
    private static final AttributeKey<String> SERVER = AttributeKey.stringKey("server.address");
    private static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");
    private static final AttributeKey<String> CLIENT = AttributeKey.stringKey("client.address");
    private static final AttributeKey<String> USER_AGENT = AttributeKey.stringKey("user_agent.original");
    private static final AttributeKey<String> VERSION = AttributeKey.stringKey("network.protocol.version");

    /** RFC 9110, 9 and RFC 5789; what callers invent must not make names of spans. */
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    private HttpAttributes() {}

    /** A span's name without its route. */
    static String name(Request request) {
        return METHODS.contains(request.method()) ? request.method() : "HTTP";
    }

    /** What is known of a call at its beginning. */
    static void describe(Span span, Request request, Caller caller) {
        describeMethod(span, request.method());
        span.setAttribute(SCHEME, caller.isSecure() ? "https" : "http");
        span.setAttribute(PATH, path(request.target()));
        span.setAttribute(CLIENT, caller.address());
        span.setAttribute(VERSION, version(request.protocol()));
        String host = request.fields().text(Names.HOST);
        if (!host.isEmpty()) {
            span.setAttribute(SERVER, host(host));
        }
        if (request.fields().has(Names.USER_AGENT)) {
            span.setAttribute(USER_AGENT, request.fields().text(Names.USER_AGENT));
        }
    }

    /** What is known of a try at its beginning. */
    static void describe(Span span, Endpoint instance, String method, String target, int attempt) {
        describeMethod(span, method);
        String scheme = instance.type() == EndpointType.HTTPS ? "https://" : "http://";
        span.setAttribute(URL, scheme + instance.authority() + path(target));
        span.setAttribute(SERVER, instance.host());
        span.setAttribute(SERVER_PORT, (long) instance.port());
        span.setAttribute(VERSION, instance.protocol() == Protocol.HTTP_1 ? "1.1" : "2");
        if (attempt > 1) {
            span.setAttribute(RESEND_COUNT, attempt - 1L);
        }
    }

    private static void describeMethod(Span span, String method) {
        boolean known = METHODS.contains(method);
        span.setAttribute(METHOD, known ? method : "_OTHER");
        if (!known) {
            span.setAttribute(METHOD_ORIGINAL, method);
        }
    }

    /** Without the query, and without what goes before the path in a proxy's request. */
    static String path(String target) {
        int end = target.indexOf('?');
        String whole = end < 0 ? target : target.substring(0, end);
        int authority = whole.startsWith("/") ? -1 : whole.indexOf("://");
        if (authority < 0) {
            return whole;
        }
        int start = whole.indexOf('/', authority + "://".length());
        return start < 0 ? "/" : whole.substring(start);
    }

    /** Without the port. */
    static String host(String authority) {
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        return hasPort ? authority.substring(0, colon) : authority;
    }

    /** Of {@code HTTP/1.1} the {@code 1.1}; of {@code HTTP/2.0} the {@code 2}. */
    private static String version(String protocol) {
        String number = protocol.startsWith("HTTP/") ? protocol.substring("HTTP/".length()) : protocol;
        return number.equals("2.0") ? "2" : number;
    }
}
