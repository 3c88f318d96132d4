package io.amalgam8.sidecar.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a caller makes of all that it was sent.
 *
 * @param answers the final ones, in order
 * @param junk what is no answer
 */
public record StrictAnswers(List<Answer> answers, String junk) {

    private static final Pattern LINE = Pattern.compile("HTTP/1\\.[0-9] ([0-9]{3})[^\\r\\n]*\\r\\n");
    private static final Pattern CODING = Pattern.compile("\r\ntransfer-encoding:[ \t]*chunked[ \t]*\r\n");
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length:[ \t]*([0-9]{1,18})[ \t]*\r\n");

    private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,7})(;[^\\r\\n]*)?");

    /** One answer. */
    public record Answer(int status, boolean complete) {}

    /**
     * Reads all that came on one connection.
     *
     * @param toHead whether the first request was HEAD
     * @param ended whether the connection was ended in an orderly way
     */
    public static StrictAnswers read(String received, boolean toHead, boolean ended) {
        List<Answer> answers = new ArrayList<>();
        int at = 0;
        while (at < received.length()) {
            Matcher line = LINE.matcher(received).region(at, received.length());
            if (!line.lookingAt()) {
                return new StrictAnswers(answers, received.substring(at));
            }
            int status = Integer.parseInt(line.group(1));
            int end = received.indexOf("\r\n\r\n", at);
            if (end < 0) {
                answers.add(new Answer(status, false));
                return new StrictAnswers(answers, "");
            }
            String head = received.substring(at, end + 2).toLowerCase(Locale.ROOT);
            at = end + 4;
            if (status == 101) {
                answers.add(new Answer(status, true));
                return new StrictAnswers(answers, "");
            }
            if (status < 200) {
                continue;
            }
            // A 205 has no content, whatever its head announces (RFC 9110, 15.3.6): callers differ in whether they read
            // any.
            boolean bodiless = status == 204 || status == 205 || status == 304 || (toHead && answers.isEmpty());
            int next = bodiless ? at : endOfBody(received, head, at, ended);
            answers.add(new Answer(status, next >= 0));
            at = next < 0 ? received.length() : next;
        }
        return new StrictAnswers(answers, "");
    }

    /** Negative when it is not there. */
    private static int endOfBody(String received, String head, int start, boolean ended) {
        if (CODING.matcher(head).find()) {
            return endOfChunks(received, start);
        }
        Matcher length = LENGTH.matcher(head);
        if (length.find()) {
            long end = start + Long.parseLong(length.group(1));
            return end <= received.length() ? (int) end : -1;
        }
        return ended ? received.length() : -1;
    }

    private static int endOfChunks(String received, int start) {
        int at = start;
        while (true) {
            int end = received.indexOf("\r\n", at);
            if (end < 0) {
                return -1;
            }
            Matcher line = CHUNK.matcher(received.substring(at, end));
            if (!line.matches()) {
                return -1;
            }
            int size = Integer.parseInt(line.group(1), 16);
            if (size == 0) {
                int last = received.indexOf("\r\n\r\n", end);
                return last < 0 ? -1 : last + 4;
            }
            at = end + 2 + size + 2;
            if (at > received.length()) {
                return -1;
            }
        }
    }
}
