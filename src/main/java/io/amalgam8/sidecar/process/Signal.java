package io.amalgam8.sidecar.process;

/** The signals that are taken and passed on, by their POSIX names, and those that are only sent. */
public enum Signal {
    TERM,
    INT,
    HUP,
    USR1,
    USR2,
    WINCH,
    /** Only sent: lets who is stopped go on. */
    CONT,
    /** Only sent: taken, it is the JVM's own and prints its threads. */
    QUIT,
    /** Only sent: nobody can take it. */
    KILL
}
