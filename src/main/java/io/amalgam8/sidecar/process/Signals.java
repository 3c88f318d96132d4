package io.amalgam8.sidecar.process;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The signals that this process gets. */
public final class Signals {

    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /**
     * From now on the handler runs, on a thread of its own, each time the signal comes, and nothing else happens: TERM no
     * longer ends the JVM by itself. A later handler replaces it.
     *
     * @return false when the JVM keeps the signal to itself, as {@code -Xrs} tells it to; a warning says so
     */
    public static boolean on(Signal signal, Runnable handler) {
        try {
            // The JDK's only way to take a signal, and exported for that; its prior handler is of no use to us.
            var unused = sun.misc.Signal.handle(new sun.misc.Signal(signal.name()), taken -> handler.run());
            return true;
        } catch (IllegalArgumentException refused) {
            LOG.atWarn().addKeyValue("signal", signal).log("the JVM does not let us take this signal");
            return false;
        }
    }
}
