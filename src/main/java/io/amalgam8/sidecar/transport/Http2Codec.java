package io.amalgam8.sidecar.transport;

import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Settings;

/**
 * Netty's codec for HTTP/2, with our bounds. Whoever exceeds one of those that no honest peer comes near loses the
 * connection with ENHANCE_YOUR_CALM: endless resets, settings, pings, empty frames, or header blocks in crumbs.
 */
final class Http2Codec {

    /** Calls that a caller may have under way on one connection. */
    static final int MOST_STREAMS = 256;
    /** Calls that we have under way on one connection to an instance. */
    static final int MOST_STREAMS_TO_INSTANCE = 1_000;

    private static final int LARGEST_HEAD = 64 * 1024;
    /** Replies that wait for a peer that does not read them. */
    private static final int MOST_QUEUED_REPLIES = 1_000;

    private static final int MOST_EMPTY_FRAMES = 16;
    private static final int MOST_CRUMBS = 16;
    private static final int MOST_RESETS = 1_000;
    private static final int RESETS_WINDOW_SECONDS = 30;

    private Http2Codec() {}

    /**
     * What the window of a connection grows by at its beginning, so that it never closes before those of its streams
     * have: one stream that nobody reads must not hold up the others. It is twice as large as theirs together, since the
     * codec gives back what was read only when that is half of the window.
     */
    static int moreWindow(int streams) {
        return (2 * streams - 1) * Http2CodecUtil.DEFAULT_WINDOW_SIZE;
    }

    static Http2FrameCodec forCallers() {
        Http2Settings settings =
                new Http2Settings().maxConcurrentStreams(MOST_STREAMS).maxHeaderListSize(LARGEST_HEAD);
        return bounded(Http2FrameCodecBuilder.forServer(), settings)
                .decoderEnforceMaxRstFramesPerWindow(MOST_RESETS, RESETS_WINDOW_SECONDS)
                .encoderEnforceMaxRstFramesPerWindow(MOST_RESETS, RESETS_WINDOW_SECONDS)
                .build();
    }

    static Http2FrameCodec forInstances() {
        Http2Settings settings = new Http2Settings().pushEnabled(false).maxHeaderListSize(LARGEST_HEAD);
        return bounded(Http2FrameCodecBuilder.forClient(), settings).build();
    }

    /** A connection that is closed is closed at once: whoever wants to wait for its streams does so before. */
    private static Http2FrameCodecBuilder bounded(Http2FrameCodecBuilder builder, Http2Settings settings) {
        return builder.initialSettings(settings)
                .validateHeaders(true)
                .gracefulShutdownTimeoutMillis(0)
                .encoderEnforceMaxQueuedControlFrames(MOST_QUEUED_REPLIES)
                .decoderEnforceMaxConsecutiveEmptyDataFrames(MOST_EMPTY_FRAMES)
                .decoderEnforceMaxSmallContinuationFrames(MOST_CRUMBS);
    }
}
