package io.amalgam8.sidecar;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;

/** What was thrown, why and where, as one text without line breaks of its own. */
final class Thrown {

    private static final int LONGEST = 4000;
    private static final int MOST_CAUSES = 5;
    private static final int MOST_FRAMES = 20;

    private Thrown() {}

    static String describe(IThrowableProxy thrown) {
        StringBuilder text = new StringBuilder(500);
        IThrowableProxy cause = thrown;
        for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
            text.append(i == 0 ? "" : " caused by ");
            append(text, cause);
            cause = cause.getCause();
        }
        return LogLine.bounded(text.toString(), LONGEST);
    }

    private static void append(StringBuilder text, IThrowableProxy thrown) {
        text.append(thrown.getClassName());
        if (thrown.getMessage() != null) {
            text.append(": ").append(thrown.getMessage());
        }
        StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
        // The frames that the cause shares with what it caused are told there.
        int own = frames.length - thrown.getCommonFrames();
        for (int i = 0; i < Math.min(own, MOST_FRAMES); i++) {
            text.append(" at ").append(frames[i].getStackTraceElement());
        }
    }
}
