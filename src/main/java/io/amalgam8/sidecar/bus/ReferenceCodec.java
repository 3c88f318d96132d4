package io.amalgam8.sidecar.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Passes a message on as it is; it never leaves the process. */
final class ReferenceCodec implements MessageCodec<Object, Object> {

    static final String NAME = "a8.reference";

    @Override
    public void encodeToWire(Buffer buffer, Object message) {
        throw new IllegalStateException("messages of " + NAME + " stay in this process");
    }

    @Override
    public Object decodeFromWire(int position, Buffer buffer) {
        throw new IllegalStateException("messages of " + NAME + " stay in this process");
    }

    @Override
    public Object transform(Object message) {
        return message;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
