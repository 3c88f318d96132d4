package io.amalgam8.sidecar.process;

/** The signals that are taken and passed on, by their POSIX names. QUIT is the JVM's own: it prints its threads. */
public enum Signal {
    TERM,
    INT,
    HUP,
    USR1,
    USR2,
    WINCH,
    /** Cannot be taken, only sent. */
    KILL
}
