package io.amalgam8.sidecar.proxy;

import java.util.List;
import java.util.SplittableRandom;

/** Spoils messages in the ways that have spoiled them before, and in others; the same seed spoils the same. */
final class Mutator {

    private static final int MOST_CHANGES = 4;

    private static final String OCTETS = "\r\n\0 \t:;,\u000b\u000c\u007f\u0080\u0085\u00ff0159aFfx_-+\"\\/.\u0001";

    private static final List<String> FRAGMENTS = List.of(
            "Transfer-Encoding: chunked\r\n",
            "Transfer-Encoding : chunked\r\n",
            "transfer-encoding:\tchunked \r\n",
            "Content-Length: 5\r\n",
            "Content-Length: 0\r\n",
            "content-length:5\r\n",
            "Connection: close, Content-Length\r\n",
            "Expect: 100-continue\r\n",
            "Host: h\r\n",
            "\r\n",
            "\n",
            "\r",
            "\r\n ",
            "\r\n\r\n",
            "0\r\n\r\n",
            "5\r\nhello\r\n",
            ";a=\"b\"",
            " HTTP/1.1\r\n",
            "X: y\r\n",
            "GET /svc/smuggled HTTP/1.1\r\nHost: h\r\n\r\n");

    private final SplittableRandom chance;
    private final List<String> messages;

    Mutator(long seed, List<String> messages) {
        this.chance = new SplittableRandom(seed);
        this.messages = messages;
    }

    /** A message that is wrong in up to four places, or by chance in none. */
    String next() {
        StringBuilder text = new StringBuilder(any(messages));
        int changes = 1 + chance.nextInt(MOST_CHANGES);
        for (int i = 0; i < changes; i++) {
            change(text);
        }
        return text.toString();
    }

    private void change(StringBuilder text) {
        int at = chance.nextInt(text.length() + 1);
        int end = Math.min(text.length(), at + chance.nextInt(12));
        switch (chance.nextInt(8)) {
            case 0, 1 -> text.insert(at, octet());
            case 2 -> text.replace(at, Math.min(text.length(), at + 1), String.valueOf(octet()));
            case 3 -> text.delete(at, end);
            case 4 -> text.insert(at, text.substring(at, end));
            case 5 -> text.insert(lineStart(text, at), any(FRAGMENTS));
            case 6 -> text.insert(at, any(FRAGMENTS));
            default -> splice(text, at);
        }
    }

    private void splice(StringBuilder text, int at) {
        String other = any(messages);
        text.setLength(at);
        text.append(other, chance.nextInt(other.length() + 1), other.length());
    }

    private static int lineStart(StringBuilder text, int at) {
        return text.lastIndexOf("\n", at) + 1;
    }

    private char octet() {
        return OCTETS.charAt(chance.nextInt(OCTETS.length()));
    }

    private <T> T any(List<T> of) {
        return of.get(chance.nextInt(of.size()));
    }
}
