package io.amalgam8.sidecar.transport;

import io.netty.buffer.ByteBuf;
import java.time.Duration;

/** The application that calls, for the length of one request: the body comes from here, the answer goes there. */
public interface Caller extends Peer {

    /** Its IP address. */
    String address();

    /** Whether it speaks TLS. */
    boolean isSecure();

    /** Who hears what comes from it; the body waits until {@link #resume}. */
    void subscribe(Listener listener);

    /** Sends an informational head (1xx); one that speaks HTTP/1.0 does not get it. */
    void inform(Response informational);

    /** Begins the answer; the body follows. How it is framed, and whether the connection is kept, is decided here. */
    void answer(Response head);

    /** This answer is the connection's last. */
    void keepAliveNoLonger();

    /** Whether more may come of what was received already, so that a flush can wait for {@link Listener#callerRead}. */
    boolean isReading();

    /** Has {@link Listener#timeUp} called when so much time has passed, in place of what was asked before; zero is never. */
    void wakeAfter(Duration delay);

    /** What a caller does. */
    interface Listener {

        void requestChunk(ByteBuf chunk);

        void requestEnd(Fields trailers);

        /** Its body is malformed or cut off; nothing more comes, and it can still be answered. */
        void requestBroken(OwnAnswer answer);

        /** All that was received has been told. */
        void callerRead();

        /** It takes more again. */
        void callerWritable();

        /** It has gone; nothing more comes and nothing can be sent. */
        void callerLost();

        void timeUp();

        /** The proxy stops: what would last for ever is to be ended. */
        void goingAway();
    }
}
