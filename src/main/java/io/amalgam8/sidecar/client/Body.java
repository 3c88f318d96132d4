package io.amalgam8.sidecar.client;

import io.amalgam8.sidecar.wire.Documents;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.ext.web.codec.spi.BodyStream;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** An answer's bytes, kept in the pieces in which they came: joining megabytes is no work for an event loop. */
final class Body {

    /** In bytes; what is longer is not read to its end. */
    static final int LONGEST = Documents.LONGEST;

    /** Shorter pieces are joined: each costs more than it holds, and a server may send millions of them. */
    private static final int SHORT = 2 * 1024;

    /** As much as is joined. */
    private static final int JOINED = 16 * 1024;

    private final List<Buffer> pieces;

    private Body(List<Buffer> pieces) {
        this.pieces = pieces;
    }

    /** Reads answers; fails when one is too long. */
    static BodyCodec<Body> codec() {
        return Collecting::new;
    }

    /** Not what it says, which may be anything. */
    @Override
    public String toString() {
        return pieces.size() + " pieces";
    }

    /** All of it. */
    byte[] bytes() {
        byte[] bytes = new byte[pieces.stream().mapToInt(Buffer::length).sum()];
        int position = 0;
        for (Buffer piece : pieces) {
            piece.getBytes(bytes, position);
            position += piece.length();
        }
        return bytes;
    }

    /** All of it from its first byte on, without another copy of megabytes. */
    InputStream open() {
        return new PiecesInputStream(pieces);
    }

    /** What tells it from another. */
    byte[] hash() {
        MessageDigest digest = sha256();
        pieces.forEach(piece -> digest.update(piece.getBytes()));
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** One answer that is being read. Its pieces are let go as soon as they are too many. */
    private static final class Collecting implements BodyStream<Body> {

        private final List<Buffer> pieces = new ArrayList<>();
        private final Promise<Body> result = Promise.promise();
        private Buffer joint = Buffer.buffer();
        private int length;

        @Override
        public Future<Void> write(Buffer piece) {
            if (length + (long) piece.length() > LONGEST) {
                pieces.clear();
                joint = Buffer.buffer();
                result.tryFail(new TooLongException());
                return result.future().mapEmpty();
            }
            keep(piece);
            length += piece.length();
            return Future.succeededFuture();
        }

        private void keep(Buffer piece) {
            if (piece.length() >= SHORT) {
                pieces.add(piece);
                joint = Buffer.buffer();
                return;
            }
            if (joint.length() == 0 || joint.length() + piece.length() > JOINED) {
                joint = Buffer.buffer(SHORT);
                pieces.add(joint);
            }
            joint.appendBuffer(piece);
        }

        @Override
        public Future<Void> end() {
            result.tryComplete(new Body(List.copyOf(pieces)));
            return result.future().mapEmpty();
        }

        @Override
        public void handle(Throwable failed) {
            result.tryFail(failed);
        }

        @Override
        public Future<Body> result() {
            return result.future();
        }

        /** Memory takes a piece at once. */
        @Override
        public boolean writeQueueFull() {
            return false;
        }

        @Override
        public Collecting setWriteQueueMaxSize(int size) {
            return this;
        }

        @Override
        public Collecting drainHandler(Handler<Void> handler) {
            return this;
        }

        @Override
        public Collecting exceptionHandler(Handler<Throwable> handler) {
            return this;
        }
    }

    /** The server sends more than anybody should. */
    static final class TooLongException extends RuntimeException {

        TooLongException() {
            super("too long", null, false, false);
        }
    }
}
