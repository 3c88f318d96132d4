package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.model.Route.UriRewrite;
import io.amalgam8.sidecar.transport.HostSyntax;
import io.amalgam8.sidecar.transport.Names;
import io.amalgam8.sidecar.transport.Request;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a request is aimed at: {@code /<service>/<rest>?<query>}, or {@code http://…} before that.
 *
 * <p>The path of a gRPC call is not its caller's to choose: it is {@code /<package.Service>/<Method>}, and the instance
 * wants to see it whole. So the service of such a call is the one that its authority names, where there is one of that
 * name; else the path's first segment, which stays where it is. A caller that can put a segment before the two is
 * served like any other: that segment names the service and is taken away.
 *
 * @param service the first segment, percent-decoded once; empty for {@code //x}
 * @param segment the same, byte for byte; empty where it is part of the rest
 * @param rest what the instance gets: {@code /<rest>?<query>}, byte for byte
 * @param authority of an absolute-form target
 */
record Target(String service, String segment, String rest, Optional<String> authority) {

    private static final int SCHEME_END = 3;

    /**
     * Reads what a request is aimed at; empty when it is malformed.
     *
     * @param known whether there is a service of that name
     */
    static Optional<Target> of(Request request, Predicate<String> known) {
        Optional<Target> target = parse(request.target());
        return Grpc.isCall(request.fields())
                ? target.map(aim -> aim.ofGrpc(request.fields().text(Names.HOST), known))
                : target;
    }

    /** Reads a request's target; empty when it is malformed. */
    static Optional<Target> parse(String target) {
        if (target.startsWith("/")) {
            return parsePath(target, Optional.empty());
        }
        int scheme = target.indexOf("://");
        if (scheme < 0 || !isHttp(target.substring(0, scheme))) {
            return Optional.empty();
        }
        int start = scheme + SCHEME_END;
        int end = endOfSegment(target, start);
        String authority = target.substring(start, end);
        if (authority.isEmpty() || !HostSyntax.isValid(authority)) {
            return Optional.empty();
        }
        String path = target.substring(end);
        return parsePath(path.startsWith("/") ? path : "/" + path, Optional.of(authority));
    }

    /** The rest with another prefix, where the rule asks for one and the path is what it is about. */
    String rewritten(UriRewrite rewrite) {
        int end = rest.indexOf('?');
        String path = end < 0 ? rest : rest.substring(0, end);
        boolean holds = (rewrite.path().isEmpty() || rewrite.path().equals(path)) && path.startsWith(rewrite.prefix());
        if (!holds || rewrite.replacement().isEmpty()) {
            return rest;
        }
        String matched = rewrite.prefix().isEmpty() ? rewrite.path() : rewrite.prefix();
        String replaced = rewrite.replacement().get() + rest.substring(matched.length());
        return replaced.startsWith("/") ? replaced : "/" + replaced;
    }

    private Target ofGrpc(String host, Predicate<String> known) {
        String named = withoutPort(authority.orElse(host));
        if (known.test(named)) {
            return new Target(named, "", "/" + segment + rest, authority);
        }
        boolean twoSegments = rest.indexOf('/', 1) < 0;
        return twoSegments ? new Target(service, "", "/" + segment + rest, authority) : this;
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon < 0 || host.endsWith("]") ? host : host.substring(0, colon);
    }

    private static Optional<Target> parsePath(String path, Optional<String> authority) {
        int end = endOfSegment(path, 1);
        String segment = path.substring(1, end);
        String rest = path.substring(end);
        return decode(segment)
                .map(service -> new Target(service, segment, rest.startsWith("/") ? rest : "/" + rest, authority));
    }

    private static int endOfSegment(String text, int start) {
        int end = start;
        while (end < text.length() && text.charAt(end) != '/' && text.charAt(end) != '?') {
            end++;
        }
        return end;
    }

    private static boolean isHttp(String scheme) {
        return scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
    }

    private static Optional<String> decode(String segment) {
        if (segment.indexOf('%') < 0) {
            return Optional.of(segment);
        }
        ByteBuffer bytes = ByteBuffer.allocate(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c != '%') {
                bytes.put((byte) c);
                continue;
            }
            if (i + 2 >= segment.length() || !isHex(segment.charAt(i + 1)) || !isHex(segment.charAt(i + 2))) {
                return Optional.empty();
            }
            bytes.put((byte) Integer.parseInt(segment, i + 1, i + 3, 16));
            i += 2;
        }
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean isHex(char c) {
        return Character.digit(c, 16) >= 0 && c < 128;
    }
}
