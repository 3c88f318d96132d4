package io.amalgam8.sidecar.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the requests of one connection as the strictest of instances would, by regular expressions written after RFC
 * 9112 and nothing else: what they do not match is dirt. Shares nothing with the proxy's own way of reading.
 */
public final class StrictRequests {

    private static final String TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
    private static final String TEXT = "[\\t\\x20-\\x7e\\x80-\\xff]";
    private static final Pattern LINE = Pattern.compile("(" + TOKEN + ") ([\\x21-\\x7e]+) HTTP/1\\.1");
    private static final Pattern FIELD = Pattern.compile("(" + TOKEN + "):(" + TEXT + "*)");
    private static final Pattern BARE_END = Pattern.compile("(?<!\\r)\\n|\\r(?!\\n)");
    private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,8})(;" + TOKEN + "(=" + TOKEN + ")?)*");
    private static final List<String> NO_TRAILERS =
            List.of("content-length", "transfer-encoding", "host", "authorization", "cookie");
    private static final String EMPTY_LINE = "\r\n\r\n";

    private String unread = "";

    /** What no instance should ever be sent. */
    public static final class DirtException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        DirtException(String what) {
            super(what);
        }
    }

    /** A request that was complete. */
    public record Received(String method, String head, String body) {}

    /** The requests that are complete by now. */
    public List<Received> add(String bytes) {
        unread += bytes;
        List<Received> complete = new ArrayList<>();
        for (Optional<Received> next = next(); next.isPresent(); next = next()) {
            complete.add(next.get());
        }
        return complete;
    }

    /** The head of a request whose body is not complete. */
    public Optional<String> unfinished() {
        int end = unread.indexOf(EMPTY_LINE);
        return end < 0 ? Optional.empty() : Optional.of(unread.substring(0, end));
    }

    private Optional<Received> next() {
        int end = unread.indexOf(EMPTY_LINE);
        String head = end < 0 ? unread : unread.substring(0, end + 2);
        refuseBareEnds(head.endsWith("\r") ? head.substring(0, head.length() - 1) : head);
        if (end < 0) {
            return Optional.empty();
        }
        String[] lines = head.split("\r\n", -1);
        Matcher line = LINE.matcher(lines[0]);
        if (!line.matches() || !line.group(2).startsWith("/")) {
            throw new DirtException("request line: " + lines[0]);
        }
        List<String> lengths = new ArrayList<>();
        List<String> codings = new ArrayList<>();
        int hosts = 0;
        for (int i = 1; i < lines.length - 1; i++) {
            Matcher field = FIELD.matcher(lines[i]);
            if (!field.matches()) {
                throw new DirtException("field: " + lines[i]);
            }
            String name = field.group(1).toLowerCase(Locale.ROOT);
            hosts += name.equals("host") ? 1 : 0;
            if (name.equals("content-length")) {
                lengths.add(field.group(2).strip());
            }
            if (name.equals("transfer-encoding")) {
                codings.add(field.group(2).strip().toLowerCase(Locale.ROOT));
            }
        }
        refuseAmbiguity(lengths, codings, hosts);
        return body(line.group(1), head, end + EMPTY_LINE.length(), lengths, !codings.isEmpty());
    }

    private static void refuseBareEnds(String head) {
        if (BARE_END.matcher(head).find()) {
            throw new DirtException("bare CR or LF");
        }
    }

    private static void refuseAmbiguity(List<String> lengths, List<String> codings, int hosts) {
        if (lengths.size() + codings.size() > 1) {
            throw new DirtException("ambiguous framing: " + lengths + codings);
        }
        if (!lengths.isEmpty() && !lengths.get(0).matches("[0-9]{1,18}")) {
            throw new DirtException("length: " + lengths);
        }
        if (!codings.isEmpty() && !codings.get(0).equals("chunked")) {
            throw new DirtException("coding: " + codings);
        }
        if (hosts != 1) {
            throw new DirtException("hosts: " + hosts);
        }
    }

    private Optional<Received> body(String method, String head, int start, List<String> lengths, boolean chunked) {
        if (chunked) {
            return chunks(method, head, start);
        }
        long length = lengths.isEmpty() ? 0 : Long.parseLong(lengths.get(0));
        if (unread.length() - start < length) {
            return Optional.empty();
        }
        return taken(method, head, unread.substring(start, start + (int) length), start + (int) length);
    }

    private Optional<Received> chunks(String method, String head, int start) {
        StringBuilder body = new StringBuilder();
        int at = start;
        while (true) {
            int end = unread.indexOf('\n', at);
            if (end < 0) {
                return Optional.empty();
            }
            Matcher line = CHUNK.matcher(unread.substring(at, Math.max(at, end - 1)));
            if (unread.charAt(end - 1) != '\r' || !line.matches()) {
                throw new DirtException("chunk: " + unread.substring(at, end));
            }
            int size = Integer.parseInt(line.group(1), 16);
            at = end + 1;
            if (size == 0) {
                return trailers(method, head, body.toString(), at);
            }
            if (unread.length() < at + size + 2) {
                return Optional.empty();
            }
            body.append(unread, at, at + size);
            at += size + 2;
            if (!unread.startsWith("\r\n", at - 2)) {
                throw new DirtException("a chunk's end");
            }
        }
    }

    private Optional<Received> trailers(String method, String head, String body, int start) {
        int at = start;
        while (true) {
            int end = unread.indexOf("\r\n", at);
            if (end < 0) {
                return Optional.empty();
            }
            String line = unread.substring(at, end);
            at = end + 2;
            if (line.isEmpty()) {
                return taken(method, head, body, at);
            }
            Matcher field = FIELD.matcher(line);
            if (!field.matches() || NO_TRAILERS.contains(field.group(1).toLowerCase(Locale.ROOT))) {
                throw new DirtException("trailer: " + line);
            }
        }
    }

    private Optional<Received> taken(String method, String head, String body, int end) {
        unread = unread.substring(end);
        return Optional.of(new Received(method, head, body));
    }
}
