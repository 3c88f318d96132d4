package io.amalgam8.sidecar.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A caller that sends frames of HTTP/2 as it likes, well-formed or not, and looks at what comes back. */
public final class RawHttp2 implements AutoCloseable {

    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;
    /** The connection's end, among the frames' types. */
    public static final int CLOSED = -1;

    public static final int END_STREAM = 1;
    public static final int END_HEADERS = 4;

    public static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private static final int PATIENCE_MILLIS = 20_000;
    private static final int TINY_BUFFER = 4_096;

    private final Socket socket;
    private final OutputStream out;
    private final DataInputStream in;

    /** A frame that came back; its payload with a character for each byte. */
    public record Frame(int type, int flags, int stream, String payload) {

        /** The error code of RST_STREAM or GOAWAY. */
        public int error() {
            int at = type == GOAWAY ? 4 : 0;
            return (payload.charAt(at) << 24)
                    | (payload.charAt(at + 1) << 16)
                    | (payload.charAt(at + 2) << 8)
                    | payload.charAt(at + 3);
        }
    }

    private RawHttp2(int port) throws IOException {
        socket = new Socket();
        socket.setReceiveBufferSize(TINY_BUFFER);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        out = socket.getOutputStream();
        in = new DataInputStream(socket.getInputStream());
    }

    /** Connected, and nothing sent. */
    public static RawHttp2 to(int port) {
        try {
            return new RawHttp2(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connected, with the preface and empty settings sent. */
    public static RawHttp2 begun(int port) throws IOException {
        return to(port).send(PREFACE).frame(SETTINGS, 0, 0, new byte[0]);
    }

    public RawHttp2 send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    public RawHttp2 frame(int type, int flags, int stream, byte[] payload) throws IOException {
        out.write(bytes(type, flags, stream, payload));
        return this;
    }

    /** Frames that were put together before. */
    public RawHttp2 send(byte[] frames) throws IOException {
        out.write(frames);
        return this;
    }

    /** A frame as it is on the wire. */
    public static byte[] bytes(int type, int flags, int stream, byte[] payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(9 + payload.length);
        bytes.write(payload.length >> 16);
        bytes.write(payload.length >> 8);
        bytes.write(payload.length);
        bytes.write(type);
        bytes.write(flags);
        bytes.writeBytes(fourBytes(stream));
        bytes.writeBytes(payload);
        return bytes.toByteArray();
    }

    public static byte[] fourBytes(int number) {
        return new byte[] {(byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number};
    }

    /** A header block without compression: names and values in turn. */
    public static byte[] block(String... namesAndValues) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            block.write(0);
            putText(block, namesAndValues[i]);
            putText(block, namesAndValues[i + 1]);
        }
        return block.toByteArray();
    }

    /** The block of a sound GET, with what is added. */
    public static byte[] get(String path, String... more) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(block(":method", "GET", ":scheme", "http", ":path", path, ":authority", "localhost"));
        block.writeBytes(block(more));
        return block.toByteArray();
    }

    /** The next frame of one of these types, or the connection's end; others are passed over. */
    public Frame await(int... types) {
        while (true) {
            Frame frame = next();
            for (int type : types) {
                if (frame.type() == type) {
                    return frame;
                }
            }
            if (frame.type() == CLOSED) {
                return frame;
            }
        }
    }

    /** Reads until the other side has ended, whatever it says. */
    public void awaitEnd() {
        try {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (java.net.SocketTimeoutException e) {
            throw new UncheckedIOException("it did not end", e);
        } catch (IOException reset) {
            // That is an end, too.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private Frame next() {
        try {
            int length = (in.readUnsignedByte() << 16) | (in.readUnsignedByte() << 8) | in.readUnsignedByte();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt() & Integer.MAX_VALUE;
            byte[] payload = new byte[length];
            in.readFully(payload);
            return new Frame(type, flags, stream, new String(payload, StandardCharsets.ISO_8859_1));
        } catch (java.net.SocketTimeoutException e) {
            throw new UncheckedIOException("no such frame came", e);
        } catch (IOException gone) {
            return new Frame(CLOSED, 0, 0, "");
        }
    }

    /** With the length as HPACK writes integers of seven bits (RFC 7541, 5.1). */
    private static void putText(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < 127) {
            block.write(bytes.length);
        } else {
            block.write(127);
            int rest = bytes.length - 127;
            while (rest >= 128) {
                block.write((rest & 127) | 128);
                rest >>= 7;
            }
            block.write(rest);
        }
        block.writeBytes(bytes);
    }
}
