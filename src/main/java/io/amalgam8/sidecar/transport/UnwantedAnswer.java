package io.amalgam8.sidecar.transport;

import io.netty.buffer.ByteBuf;

/**
 * Swallows what has come already of an answer that nobody wants. When that was all of it, the connection is as good as
 * before; else it ends.
 */
final class UnwantedAnswer implements Upstream.Listener {

    private final Upstream upstream;
    private final boolean requestEnded;

    UnwantedAnswer(Upstream upstream, boolean requestEnded) {
        this.upstream = upstream;
        this.requestEnded = requestEnded;
    }

    @Override
    public void informed(Response informational) {}

    @Override
    public void answerHead(Response head) {}

    @Override
    public void answerChunk(ByteBuf chunk) {
        chunk.release();
    }

    @Override
    public void answerEnd(Fields trailers) {
        if (!requestEnded) {
            upstream.reset();
        }
    }

    @Override
    public void upstreamRead() {
        upstream.reset();
    }

    @Override
    public void upstreamWritable() {}

    @Override
    public void upstreamLost(OwnAnswer answer) {}
}
