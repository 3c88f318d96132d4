package io.amalgam8.sidecar.process;

/** Whom a command's signals reach, and who ends with its first process. */
public enum Reach {
    /** All processes of its group. */
    GROUP,
    /** Its first process alone: what that leaves behind lives on. */
    LEADER
}
