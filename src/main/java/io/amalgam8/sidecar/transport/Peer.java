package io.amalgam8.sidecar.transport;

import io.netty.buffer.ByteBuf;

/**
 * One end of a conversation: a stream that is written to here, and read from by a listener. Everything happens on the
 * event loop that owns the connection.
 */
public interface Peer {

    /** Sends a piece of the body; the buffer is given away. */
    void write(ByteBuf chunk);

    /** Ends the body. */
    void end(Fields trailers);

    /** Puts what was written on the wire. */
    void flush();

    /** False while the peer reads more slowly than it is written to; its listener hears when that ends. */
    boolean isWritable();

    /** Nothing more is read from the peer, so that it has to wait. */
    void pause();

    /** Reads on. */
    void resume();

    /** Ends the connection at once, such that what the peer has got so far cannot be taken for the whole. */
    void reset();

    /** Leaves HTTP: from now on chunks are bytes as they come. */
    void becomeTunnel();

    /** The tunnel is a WebSocket: its frames are followed, for {@link #goAway}. */
    default void followWebSocket() {}

    /** Tells the peer that we go away, in the tunnel's own words and as soon as that can be said, if there are any. */
    default void goAway() {}

    /** Sends what was written, then ends the connection. */
    void close();
}
