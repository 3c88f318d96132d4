package io.amalgam8.sidecar.transport;

import io.netty.buffer.ByteBuf;

/** The instance that is called, for the length of one request; goes back to its pool by itself. */
public interface Upstream extends Peer {

    /** Whether it has answered a request before this one, and may have closed since. */
    boolean isReused();

    /** Begins the request; the body follows where the head says that there is one. */
    void send(Request head, Listener listener);

    /** Goes back unused. */
    void release();

    /**
     * Nobody wants the rest of its answer. Where all of it has come already the connection is kept, else it ends; the
     * listener hears no more.
     */
    void discard();

    /** What an instance does. */
    interface Listener {

        /** An informational head (1xx) that does not end the exchange. */
        void informed(Response informational);

        void answerHead(Response head);

        void answerChunk(ByteBuf chunk);

        void answerEnd(Fields trailers);

        /** All that was received has been told. */
        void upstreamRead();

        /** It takes more again. */
        void upstreamWritable();

        /** It has gone, or what it sends is malformed; nothing more comes. */
        void upstreamLost(OwnAnswer answer);
    }
}
