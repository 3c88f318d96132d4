package io.amalgam8.sidecar.wire;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;

/** A document that is not, as a whole, what it should be; nothing of it applies. Expected, hence without a stack trace. */
public final class UnreadableDocumentException extends RuntimeException {

    private static final int LONGEST_REASON = 200;

    private UnreadableDocumentException(String message) {
        super(message, null, false, false);
    }

    static UnreadableDocumentException saying(String message) {
        return new UnreadableDocumentException(message);
    }

    /** Keeps the parser's own words, without a copy of the document's. */
    static UnreadableDocumentException of(IOException failure) {
        String words = failure instanceof JacksonException parser ? parser.getOriginalMessage() : failure.getMessage();
        String reason = String.valueOf(words)
                .lines()
                .findFirst()
                .orElse("")
                .replaceFirst(" \\(start marker at .*", "")
                .replaceFirst(": expected a valid value \\(.*", "");
        String cut = reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "…";
        return new UnreadableDocumentException("document: not readable as JSON: " + cut);
    }

    /** The message, which such an exception always has. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
