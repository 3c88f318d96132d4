package io.amalgam8.sidecar.accesslog;

import io.amalgam8.sidecar.model.Actions.Trace;
import java.util.List;

/**
 * One proxied call, as it is written down. Texts are as they came from the peer, unescaped; empty where there is none.
 *
 * @param status what the caller got; 499 when it was gone
 * @param startedMillis when the request's head was complete: milliseconds since 1970
 * @param durationNanos from then to the end of the answer
 * @param upstreamNanos from the first byte sent to the instance to the last one got; negative when no instance was asked
 * @param destination the service called
 * @param destinationTags the chosen backend's tags, joined by commas
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
        String fault) {}
