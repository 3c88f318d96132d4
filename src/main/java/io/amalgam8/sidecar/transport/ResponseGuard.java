package io.amalgam8.sidecar.transport;

import java.time.Duration;

/** What an instance's answer must be like to be passed on, and its connection to be kept. */
final class ResponseGuard {

    private static final int MOST_FIELDS = 200;
    private static final int HIGHEST_STATUS = 999;
    private static final String TIMEOUT = "timeout=";

    private ResponseGuard() {}

    /** Whether it can be understood in one way only; the codec has refused contradictory lengths before. */
    static boolean isSound(Response head) {
        int status = head.status();
        Fields fields = head.fields();
        if (status < 100 || status > HIGHEST_STATUS || fields.size() > MOST_FIELDS) {
            return false;
        }
        return !fields.has(Names.TRANSFER_ENCODING) || fields.isChunkedAlone();
    }

    /** Whether its end can be told without the connection's, and nothing that it announces will follow unasked. */
    static boolean isDelimited(Response head, boolean answersHead) {
        Fields fields = head.fields();
        if (answersHead) {
            return true;
        }
        if (Response.isBodiless(head.status())) {
            return fields.text(Names.CONTENT_LENGTH).isEmpty()
                    || fields.text(Names.CONTENT_LENGTH).equals("0");
        }
        return fields.has(Names.CONTENT_LENGTH) || fields.has(Names.TRANSFER_ENCODING);
    }

    /** How long its connection may lie idle: a second less than the instance says, since its clock started earlier. */
    static Duration keepAlive(Fields fields, Duration longest) {
        if (!fields.has(Names.KEEP_ALIVE)) {
            return longest;
        }
        for (String part : fields.text(Names.KEEP_ALIVE).split(",", -1)) {
            String word = part.strip();
            if (word.regionMatches(true, 0, TIMEOUT, 0, TIMEOUT.length())) {
                long seconds = Numbers.parse(word.substring(TIMEOUT.length())).orElse(1) - 1L;
                Duration told = seconds <= 0 ? Duration.ofMillis(1) : Duration.ofSeconds(seconds);
                return told.compareTo(longest) < 0 ? told : longest;
            }
        }
        return longest;
    }
}
