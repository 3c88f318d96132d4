package io.amalgam8.sidecar.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** One end of a TCP connection that speaks HTTP by hand; text is Latin-1, so that a character is a byte. */
public class RawPeer implements AutoCloseable {

    private static final int DEADLINE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;
    private final Consumer<String> heads;

    RawPeer(Socket socket, Consumer<String> heads) {
        try {
            this.socket = socket;
            this.heads = heads;
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(DEADLINE_MILLIS);
            this.in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An answer, or a request, read whole. */
    public record Message(String head, String body) {

        public int status() {
            return Integer.parseInt(head.substring(9, 12));
        }

        /** The first value of that field; empty when there is none. */
        public String field(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    /** The lines of a head, with the empty line at its end. */
    public static String head(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    /** The target of a request's head. */
    public static String targetOf(String head) {
        return head.substring(head.indexOf(' ') + 1, head.indexOf(" HTTP/"));
    }

    public void send(String text) {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whatever comes next, as much as there is; negative when the other side has ended. */
    public int readSome(byte[] into) throws IOException {
        return in.read(into);
    }

    /** The same, but waits no longer than that; 0 when nothing came. */
    public int readSome(byte[] into, Duration limit) throws IOException {
        socket.setSoTimeout((int) Math.max(1, limit.toMillis()));
        try {
            return in.read(into);
        } catch (SocketTimeoutException nothing) {
            return 0;
        } finally {
            if (!socket.isClosed()) {
                socket.setSoTimeout(DEADLINE_MILLIS);
            }
        }
    }

    /** Everything up to the empty line; empty when the other side has closed before. */
    public String readHead() {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int last4 = 0;
        while (last4 != 0x0d0a0d0a) {
            int b = read();
            if (b < 0) {
                return "";
            }
            head.write(b);
            last4 = last4 << 8 | b;
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        heads.accept(text);
        return text;
    }

    /** So many bytes. */
    public String read(int count) {
        try {
            return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The body that this head announces; its trailers are appended as they come when it is chunked. */
    public String readBodyOf(String head) {
        Message message = new Message(head, "");
        if (message.field("transfer-encoding").equalsIgnoreCase("chunked")) {
            return readChunks();
        }
        String length = message.field("content-length");
        return length.isEmpty() ? "" : read(Integer.parseInt(length));
    }

    /** One answer to a request that is not HEAD. */
    public Message readAnswer() {
        String head = readHead();
        int status = head.isEmpty() ? 0 : new Message(head, "").status();
        boolean bodiless = status < 200 || status == 204 || status == 304;
        return new Message(head, bodiless ? "" : readBodyOf(head));
    }

    /** What comes until the other side ends; a reset is an end, too. */
    public String readToEnd() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (SocketTimeoutException e) {
            throw new UncheckedIOException(e);
        } catch (IOException reset) {
            all.writeBytes("<reset>".getBytes(StandardCharsets.ISO_8859_1));
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    public void halfClose() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends such that the other side sees a reset. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String readChunks() {
        StringBuilder body = new StringBuilder();
        while (true) {
            int size = Integer.parseInt(readLine().split(";", 2)[0], 16);
            if (size > 0) {
                body.append(read(size));
                readLine();
                continue;
            }
            for (String trailer = readLine(); !trailer.isEmpty(); trailer = readLine()) {
                body.append('\n').append(trailer);
            }
            return body.toString();
        }
    }

    private String readLine() {
        StringBuilder line = new StringBuilder();
        while (true) {
            int b = read();
            if (b < 0) {
                throw new UncheckedIOException(new IOException("ended within a line: " + line));
            }
            if (b == '\n') {
                return line.substring(0, line.length() - 1);
            }
            line.append((char) b);
        }
    }

    private int read() {
        try {
            return in.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
