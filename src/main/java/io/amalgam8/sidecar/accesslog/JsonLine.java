package io.amalgam8.sidecar.accesslog;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * One JSON object on one line, in a buffer that is used again and again. Valid whatever the texts are: a text beyond
 * 1 KiB is cut between two characters, and later ones are cut earlier where the line would outgrow 8 KiB.
 */
final class JsonLine {

    static final int LIMIT = 8 * 1024;
    static final int TEXT_LIMIT = 1024;

    /** Kept free for every key and every number, which are never cut. */
    private static final int RESERVE = 1024;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int[] UTF8_LEAD = {0, 0xC0, 0xE0, 0xF0};
    private static final long[] POWERS_OF_TEN = powersOfTen();
    private static final boolean[] PLAIN = plainCharacters();
    private static final char REPLACEMENT = '\uFFFD';

    private final byte[] bytes = new byte[LIMIT];
    private int length;
    private int textEnd;
    private boolean cut;

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void begin() {
        bytes[0] = '{';
        length = 1;
    }

    void end() {
        bytes[length++] = '}';
        bytes[length++] = '\n';
    }

    /** Makes a key ready for {@link #key}: with its quotes and colon. */
    static byte[] keyBytes(String key) {
        return ("\"" + key + "\":").getBytes(StandardCharsets.US_ASCII);
    }

    /** Makes a member whose value is always the same ready for {@link #key}: both are plain texts. */
    static byte[] memberBytes(String key, String value) {
        return ("\"" + key + "\":\"" + value + "\"").getBytes(StandardCharsets.US_ASCII);
    }

    /** Begins the next member, or writes it whole. */
    void key(byte[] key) {
        separate();
        plain(key, key.length);
    }

    /** Begins the next member, whose key is somebody else's text. */
    void foreignKey(String key) {
        separate();
        beginText();
        part(key);
        endText();
        bytes[length++] = ':';
    }

    /** How many more bytes of text there is room for. */
    int room() {
        return LIMIT - RESERVE - length;
    }

    void text(byte[] key, String value) {
        key(key);
        beginText();
        part(value);
        endText();
    }

    /** The same as {@link #text(byte[], String)}, at the price of a copy when the text is the one of last time. */
    void text(Member member, String value) {
        separate();
        if (member.has(value) && member.length() <= room()) {
            plain(member.written(), member.length());
            return;
        }
        int start = length;
        plain(member.key(), member.key().length);
        beginText();
        part(value);
        endText();
        if (!cut) {
            member.keep(value, bytes, start, length);
        }
    }

    void number(byte[] key, long value) {
        key(key);
        digits(value, 1);
    }

    /** Begins a text of several parts. */
    void beginText() {
        bytes[length++] = '"';
        textEnd = length + Math.max(0, Math.min(TEXT_LIMIT, room()));
        cut = false;
    }

    void endText() {
        bytes[length++] = '"';
    }

    void part(String value) {
        part(value, 0, value.length());
    }

    void part(String value, int from, int to) {
        if (cut) {
            return;
        }
        int end = Math.min(to, from + textEnd - length);
        // Written so that neither place is checked at each character: a quarter of what a line costs.
        int offset = length - from;
        int i = from;
        while (i < end && PLAIN[value.charAt(i)]) {
            bytes[i + offset] = (byte) value.charAt(i);
            i++;
        }
        length = i + offset;
        if (i < end) {
            unusual(readable(value.substring(i, to)));
            return;
        }
        cut = end < to;
    }

    /** Writes at least so many decimal digits; a number below zero counts as zero. Not held to the text's limit. */
    void digits(long value, int atLeast) {
        long rest = Math.max(0, value);
        int count = atLeast;
        while (count < POWERS_OF_TEN.length && rest >= POWERS_OF_TEN[count]) {
            count++;
        }
        for (int i = length + count - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
    }

    /** Writes one plain ASCII character. Not held to the text's limit. */
    void plain(char c) {
        bytes[length++] = (byte) c;
    }

    /** Writes so many plain ASCII characters. Not held to the text's limit. */
    void plain(byte[] characters, int count) {
        System.arraycopy(characters, 0, bytes, length, count);
        length += count;
    }

    private void separate() {
        if (length > 1) {
            bytes[length++] = ',';
        }
    }

    private void unusual(String value) {
        for (int i = 0; i < value.length() && !cut; i++) {
            int codePoint = value.codePointAt(i);
            i += Character.charCount(codePoint) - 1;
            boolean lone = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
            codePoint(lone ? REPLACEMENT : codePoint);
        }
    }

    private void codePoint(int c) {
        if (c == '"' || c == '\\') {
            fits(2);
            put('\\');
            put(c);
            return;
        }
        if (Character.isISOControl(c)) {
            escape(c);
            return;
        }
        utf8(c);
    }

    private void escape(int c) {
        fits(6);
        put('\\');
        put('u');
        put('0');
        put('0');
        put(HEX[c >> 4]);
        put(HEX[c & 15]);
    }

    private void utf8(int c) {
        if (c < 0x80) {
            fits(1);
            put(c);
            return;
        }
        int continuations = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
        fits(continuations + 1);
        put(UTF8_LEAD[continuations] | (c >> (6 * continuations)));
        for (int shift = 6 * (continuations - 1); shift >= 0; shift -= 6) {
            put(0x80 | ((c >> shift) & 0x3F));
        }
    }

    private void fits(int more) {
        cut |= length + more > textEnd;
    }

    private void put(int b) {
        if (!cut) {
            bytes[length++] = (byte) b;
        }
    }

    /** Bytes of a header come as one character each: those that are UTF-8 are shown so, others as ISO-8859-1. */
    private static String readable(String value) {
        if (value.chars().allMatch(c -> c < 128) || value.chars().anyMatch(c -> c > 255)) {
            return value;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return value;
        }
    }

    private static long[] powersOfTen() {
        long[] powers = new long[19];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }

    private static boolean[] plainCharacters() {
        boolean[] plain = new boolean[Character.MAX_VALUE + 1];
        for (char c = ' '; c < 127; c++) {
            plain[c] = c != '"' && c != '\\';
        }
        return plain;
    }
}
