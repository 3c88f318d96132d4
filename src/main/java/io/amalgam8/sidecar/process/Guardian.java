package io.amalgam8.sidecar.process;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;

/**
 * A small shell beside a command, at the other end of a pipe. When this process is killed, the pipe breaks, and the shell
 * kills what is left of the command: all of its group, of which the system's own watch ends the first process alone.
 */
public final class Guardian {

    private static final File NOTHING = new File("/dev/null");

    /** A line is a farewell; the pipe's end without one is not. */
    private static final String SCRIPT = """
            trap '' HUP INT QUIT TERM USR1 USR2
            read -r farewell || kill -s KILL -- "$1"
            """;

    private final Vertx vertx;
    private final Process shell;

    private Guardian(Vertx vertx, Process shell) {
        this.vertx = vertx;
        this.shell = shell;
    }

    /** Guards the group; fails where there is no shell to do it. */
    public static Future<Guardian> over(Vertx vertx, ProcessGroup group) {
        return vertx.executeBlocking(() -> new Guardian(vertx, start(group)));
    }

    /** The group has ended, and its number may soon be another's; never fails. */
    public Future<Void> dismiss() {
        return vertx.<Void>executeBlocking(() -> {
                    farewell();
                    return null;
                })
                .otherwiseEmpty();
    }

    /** In a session of its own, so that what is sent to our group, by a terminal above all, does not reach it. */
    private static Process start(ProcessGroup group) throws IOException {
        List<String> words = new ArrayList<>();
        SearchPath.of(System.getenv())
                .lookUp("setsid")
                .ifPresent(setsid -> words.addAll(List.of(setsid.toString(), "--")));
        words.addAll(List.of("/bin/sh", "-c", SCRIPT, "a8-guardian", group.target()));
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectOutput(Redirect.to(NOTHING)).redirectError(Redirect.to(NOTHING));
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        return builder.start();
    }

    private void farewell() throws IOException {
        try (OutputStream pipe = shell.getOutputStream()) {
            pipe.write('\n');
        }
    }
}
