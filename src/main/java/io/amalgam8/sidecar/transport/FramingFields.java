package io.amalgam8.sidecar.transport;

import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import java.nio.charset.StandardCharsets;

/**
 * Recognises the two fields that say where a body ends, while they are read, and reads them (RFC 9112, 6): at most one
 * of them may be there, and once only.
 */
final class FramingFields {

    private static final byte[] CONTENT_LENGTH = "content-length".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRANSFER_ENCODING = "transfer-encoding".getBytes(StandardCharsets.US_ASCII);

    private static final int OTHER_NAME = -1;

    /** What the value that is being read belongs to. */
    private enum Reading {
        NOTHING,
        LENGTH,
        CODING
    }

    private final LengthGrammar length = new LengthGrammar();
    private final CodingGrammar coding = new CodingGrammar();
    private byte[] candidate = CONTENT_LENGTH;
    private int matched;
    private Reading reading = Reading.NOTHING;
    private boolean hasLength;
    private boolean hasCoding;
    private boolean codingAllowed;

    /** A message's head begins; only HTTP/1.1 knows transfer codings. */
    void begin(boolean allowCoding) {
        hasLength = false;
        hasCoding = false;
        codingAllowed = allowCoding;
    }

    void beginName(byte first) {
        candidate = Octets.lower(first) == 'c' ? CONTENT_LENGTH : TRANSFER_ENCODING;
        matched = 0;
    }

    /** Whether the name could still be one of the two. */
    boolean isMatching() {
        return matched != OTHER_NAME;
    }

    /** Goes on with a name as long as it could be; where the bytes end, the name does, or it has become another one. */
    int name(byte[] bytes, int start, int end) {
        int at = start;
        int same = matched;
        while (at < end && same < candidate.length && candidate[same] == Octets.lower(bytes[at])) {
            same++;
            at++;
        }
        matched = at == end || bytes[at] == ':' ? same : OTHER_NAME;
        return at;
    }

    void endName(int index) {
        reading = Reading.NOTHING;
        if (matched != candidate.length) {
            return;
        }
        if (hasLength || hasCoding) {
            throw Violation.malformed(index, "the body's framing is ambiguous");
        }
        if (candidate == CONTENT_LENGTH) {
            hasLength = true;
            length.begin();
            reading = Reading.LENGTH;
            return;
        }
        if (!codingAllowed) {
            throw Violation.malformed(index, "HTTP/1.0 has no transfer codings");
        }
        hasCoding = true;
        coding.begin();
        reading = Reading.CODING;
    }

    /** Whether the value that follows has to be told. */
    boolean isReading() {
        return reading != Reading.NOTHING;
    }

    void value(byte octet, int index) {
        if (reading == Reading.LENGTH) {
            length.next(octet, index);
            return;
        }
        coding.next(octet);
    }

    void endValue(int index) {
        if (reading == Reading.LENGTH && !length.isComplete()) {
            throw Violation.malformed(index, "the Content-Length is empty");
        }
        if (reading == Reading.CODING && !coding.isChunked() && !coding.isUnknown()) {
            throw Violation.malformed(index, "the body's framing is ambiguous");
        }
        reading = Reading.NOTHING;
    }

    void endHead(int index) {
        if (hasCoding && !coding.isChunked()) {
            throw new Violation(Kind.UNKNOWN_CODING, index, "the only transfer coding spoken here is chunked");
        }
    }

    boolean isChunked() {
        return hasCoding;
    }

    boolean hasLength() {
        return hasLength;
    }

    /** The length that was told; 0 where none was. */
    long length() {
        return hasLength ? length.value() : 0;
    }

    /** The value of a Content-Length: digits and nothing else, no more than a long can count. */
    private static final class LengthGrammar {

        private static final int MOST_DIGITS = 18;

        private long value;
        private int digits;
        private boolean ended;

        void begin() {
            value = 0;
            digits = 0;
            ended = false;
        }

        void next(byte octet, int index) {
            if (Octets.isBlank(octet)) {
                ended = digits > 0;
                return;
            }
            if (!Octets.isDigit(octet) || ended || digits == MOST_DIGITS) {
                throw Violation.malformed(index, "the Content-Length is malformed");
            }
            value = value * 10 + (octet - '0');
            digits++;
        }

        boolean isComplete() {
            return digits > 0;
        }

        long value() {
            return value;
        }
    }

    /** The value of a Transfer-Encoding: a list in which we know one word. */
    private static final class CodingGrammar {

        private static final byte[] CHUNKED = "chunked".getBytes(StandardCharsets.US_ASCII);

        private int words;
        private int chunkedWords;
        private int length;
        private int same;
        private boolean ended;

        void begin() {
            words = 0;
            chunkedWords = 0;
            beginWord();
        }

        void next(byte octet) {
            if (octet == ',') {
                endWord();
                beginWord();
                return;
            }
            if (Octets.isBlank(octet)) {
                ended = length > 0;
                return;
            }
            boolean goesOn = !ended && same == length && length < CHUNKED.length;
            same = goesOn && CHUNKED[length] == Octets.lower(octet) ? same + 1 : OTHER_NAME;
            length++;
        }

        /** Whether it is that word alone. */
        boolean isChunked() {
            return words == 0 && isWordChunked();
        }

        /** Whether it could be understood by one who knows more words: chunked comes last, or not at all. */
        boolean isUnknown() {
            return length > 0 && chunkedWords == 0;
        }

        private void beginWord() {
            length = 0;
            same = 0;
            ended = false;
        }

        private void endWord() {
            words++;
            chunkedWords += isWordChunked() ? 1 : 0;
        }

        private boolean isWordChunked() {
            return same == CHUNKED.length && length == CHUNKED.length;
        }
    }
}
