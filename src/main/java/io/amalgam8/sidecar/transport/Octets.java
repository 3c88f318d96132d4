package io.amalgam8.sidecar.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What a byte can be part of in the lines of HTTP/1.1 (RFC 9110, 5.5 and 5.6.2; RFC 9112, 3). */
final class Octets {

    static final byte CR = '\r';
    static final byte LF = '\n';
    static final byte SP = ' ';
    static final byte TAB = '\t';

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** The same in each of eight bytes. */
    private static final long ONES = 0x0101010101010101L;

    private static final long SPACES = 0x2020202020202020L;
    private static final long DELETES = 0x7f7f7f7f7f7f7f7fL;
    private static final long HIGHEST_BITS = 0x8080808080808080L;

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private static final int TOKEN = 1;
    private static final int VISIBLE = 2;
    private static final int TEXT = 4;

    private static final byte[] CLASSES = classes();

    private Octets() {}

    /** Whether methods and field names may contain it. */
    static boolean isToken(byte octet) {
        return (CLASSES[octet & 0xff] & TOKEN) != 0;
    }

    /** Whether a target may contain it: printing ASCII without the space. */
    static boolean isVisible(byte octet) {
        return (CLASSES[octet & 0xff] & VISIBLE) != 0;
    }

    /** Whether a field's value or a reason may contain it: no control character but the tab. */
    static boolean isText(byte octet) {
        return (CLASSES[octet & 0xff] & TEXT) != 0;
    }

    /** Where the text ends that begins there; at the end if it does not within. */
    static int endOfText(byte[] bytes, int start, int end) {
        int at = start;
        // Eight at a time as long as all of them are: the most bytes of a head are a value's.
        while (at <= end - Long.BYTES && isAllText((long) EIGHT.get(bytes, at))) {
            at += Long.BYTES;
        }
        while (at < end && isText(bytes[at])) {
            at++;
        }
        return at;
    }

    /**
     * Whether certainly none of the eight is a control character: a tab is taken for one, and what stands beside one may be
     * (Mycroft, <i>Determine if a word has a zero byte</i>, 1987).
     */
    private static boolean isAllText(long octets) {
        long belowSpace = (octets - SPACES) & ~octets;
        long delete = octets ^ DELETES;
        long isDelete = (delete - ONES) & ~delete;
        return ((belowSpace | isDelete) & HIGHEST_BITS) == 0;
    }

    static boolean isBlank(byte octet) {
        return octet == SP || octet == TAB;
    }

    static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    /** The letter in lower case; anything else as it is. */
    static int lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet;
    }

    /** What a hexadecimal digit counts; negative for what is none. */
    static int hex(byte octet) {
        if (isDigit(octet)) {
            return octet - '0';
        }
        int letter = lower(octet);
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }

    private static byte[] classes() {
        byte[] classes = new byte[256];
        for (int c = 0; c < classes.length; c++) {
            boolean alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            int token = alphanumeric || TOKEN_MARKS.indexOf(c) >= 0 ? TOKEN : 0;
            int visible = c > ' ' && c < 0x7f ? VISIBLE : 0;
            int text = c == '\t' || (c >= ' ' && c != 0x7f) ? TEXT : 0;
            classes[c] = (byte) (token | visible | text);
        }
        return classes;
    }
}
