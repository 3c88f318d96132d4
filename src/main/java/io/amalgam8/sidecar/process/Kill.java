package io.amalgam8.sidecar.process;

import java.util.List;

/** Sends signals, by the shell's own kill: slim images lack it as a program. Blocks for a few milliseconds. */
final class Kill {

    private Kill() {}

    /** To every process of a group; false when there is none left. */
    static boolean group(Signal signal, long group) {
        return shellKill(signal, "-" + group);
    }

    /** To one process. The two signals that matter most need no shell. */
    static void process(Signal signal, ProcessHandle process) {
        switch (signal) {
            case TERM -> process.destroy();
            case KILL -> process.destroyForcibly();
            default -> shellKill(signal, Long.toString(process.pid()));
        }
    }

    private static boolean shellKill(Signal signal, String target) {
        return ShortCommand.succeeds(
                List.of("/bin/sh", "-c", "kill -s \"$1\" -- \"$2\"", "kill", signal.name(), target));
    }
}
