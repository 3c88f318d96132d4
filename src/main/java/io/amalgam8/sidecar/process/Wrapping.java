package io.amalgam8.sidecar.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What this system offers to put before a command.
 *
 * @param words the programs that become the command in the end, within the same process
 * @param ownGroup whether the command leads a process group of its own, whose number is its process number
 * @param limits what cannot be promised here, in sentences for the log
 */
record Wrapping(List<String> words, boolean ownGroup, List<String> limits) {

    Wrapping {
        words = List.copyOf(words);
        limits = List.copyOf(limits);
    }

    /** Looks at what is installed. Blocks. */
    static Wrapping detect(SearchPath path) {
        Optional<Path> setpriv = path.lookUp("setpriv").filter(Wrapping::knowsDeathSignal);
        Optional<Path> setsid = path.lookUp("setsid");
        List<String> words = new ArrayList<>();
        List<String> limits = new ArrayList<>();
        // The signal is KILL: a program that has lost its sidecar is not asked whether it likes to end.
        setpriv.ifPresentOrElse(
                program -> words.addAll(List.of(program.toString(), "--pdeathsig", "KILL", "--")),
                () -> limits.add(
                        "no setpriv that knows --pdeathsig:"
                                + " when the sidecar is killed by SIGKILL, a small shell ends the application, and not the system"));
        setsid.ifPresentOrElse(
                program -> words.addAll(List.of(program.toString(), "--")),
                () -> limits.add("no setsid: signals reach the application's first process alone,"
                        + " and the processes that it made may survive it"));
        return new Wrapping(words, setsid.isPresent(), limits);
    }

    /** Busybox has a setpriv of its own, which does not. */
    private static boolean knowsDeathSignal(Path setpriv) {
        return ShortCommand.succeeds(List.of(setpriv.toString(), "--pdeathsig", "KILL", "--", "true"));
    }
}
