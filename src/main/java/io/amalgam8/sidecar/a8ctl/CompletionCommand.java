package io.amalgam8.sidecar.a8ctl;

import java.util.List;

/** The command {@code completion}. */
final class CompletionCommand {

    private static final List<String> SHELLS = List.of("bash", "zsh");

    private CompletionCommand() {}

    static List<Command> all() {
        return List.of(new Command(
                "completion SHELL",
                "Prints a script that lets bash or zsh complete these commands: source <(a8ctl completion bash)",
                Command.argument("SHELL", "bash or zsh"),
                CompletionCommand::print));
    }

    /** One script serves both: in zsh it makes use of the completion that is like bash's. */
    private static void print(Session session) {
        String shell = session.given().name(0);
        if (!SHELLS.contains(shell)) {
            throw session.given().wrong("SHELL: " + shell + " (expected: bash or zsh)");
        }
        session.streams().out().print(A8ctl.completion());
    }
}
