package io.amalgam8.sidecar.process;

import java.util.List;

/** Sends signals, by the shell's own kill: slim images lack it as a program. Blocks for a few milliseconds. */
final class Kill {

    private Kill() {}

    /** To every process of a group; failed when there is none left. */
    static ShortCommand.Outcome group(Signal signal, long group) {
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

    private static ShortCommand.Outcome shellKill(Signal signal, String target) {
        return ShortCommand.run(List.of("/bin/sh", "-c", "kill -s \"$1\" -- \"$2\"", "kill", signal.name(), target));
    }
}
