package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.model.Route.UriRewrite;
import io.amalgam8.sidecar.transport.HostSyntax;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a request is aimed at: {@code /<service>/<rest>?<query>}, or {@code http://…} before that.
 *
 * @param service the first segment, percent-decoded once; empty for {@code //x}
 * @param segment the same, byte for byte
 * @param rest what the instance gets: {@code /<rest>?<query>}, byte for byte
 * @param authority of an absolute-form target
 */
record Target(String service, String segment, String rest, Optional<String> authority) {

    private static final int SCHEME_END = 3;

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
