package io.amalgam8.sidecar.accesslog;

import io.amalgam8.sidecar.model.Actions.Trace;
import java.util.List;

/**
 * One proxied call, as it is written down. Texts are as they came from the peer, unescaped; empty where there is none; cut
 * where they are longer than a line shows, since thousands of entries may wait.
 *
 * @param status what the caller got; 499 when it was gone
 * @param startedMillis when the request's head was complete: milliseconds since 1970
 * @param durationNanos from then to the end of the answer
 * @param upstreamNanos from the first byte sent to the instance to the last one got; negative when no instance was asked
 * @param destination the service called
 * @param destinationTags the chosen backend's tags, joined by commas; without a route rule, those of the instance that was
 *     chosen first
 * @param target the request's target, byte for byte
 * @param attempts how many instances were tried
 * @param flags Envoy's two-letter codes, joined by commas; empty for a plain success
 * @param rule the id of the route rule
 * @param fault what was injected: {@code delay}, {@code abort} or both joined by a comma
 */
public record AccessLogEntry(
        int status,
        long startedMillis,
        long durationNanos,
        long upstreamNanos,
        String destination,
        String destinationTags,
        List<Trace> traces,
        String upstreamAddress,
        String remoteAddress,
        String method,
        String target,
        String protocol,
        String referer,
        String userAgent,
        String forwardedFor,
        String requestId,
        String traceId,
        int attempts,
        String flags,
        long bytesReceived,
        long bytesSent,
        String rule,
        String fault) {

    /** Enough for what a line shows of a text, and for a UTF-8 character that is cut. */
    static final int LONGEST = JsonLine.TEXT_LIMIT + 128;

    public AccessLogEntry {
        destination = bounded(destination);
        target = boundedUrl(target);
        method = bounded(method);
        referer = boundedUrl(referer);
        userAgent = bounded(userAgent);
        forwardedFor = bounded(forwardedFor);
        requestId = bounded(requestId);
        traceId = bounded(traceId);
    }

    private static String bounded(String text) {
        return text.length() <= LONGEST ? text : cut(text);
    }

    /** What tells that something is a secret may lie behind the cut: it is masked before. */
    private static String boundedUrl(String url) {
        return url.length() <= LONGEST ? url : bounded(Secrets.mask(url));
    }

    /** Not within a character, be it one of UTF-8 whose bytes are here as one character each. */
    private static String cut(String text) {
        int end = LONGEST;
        while (end > LONGEST - 4 && isContinued(text.charAt(end))) {
            end--;
        }
        return text.substring(0, end);
    }

    private static boolean isContinued(char c) {
        return (c >= 0x80 && c < 0xC0) || Character.isLowSurrogate(c);
    }
}
