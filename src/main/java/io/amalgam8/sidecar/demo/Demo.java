package io.amalgam8.sidecar.demo;

import io.amalgam8.sidecar.words.Misuse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The verb {@code demo}: one command on a fresh machine shows the whole program at work. */
public final class Demo {

    private static final String NAME = "a8sidecar demo";
    private static final String PROXY_PORT = "--proxy_port";
    private static final String REDIS = "6379";
    private static final int MAX_PORT = 65535;
    private static final int MISUSED = 2;
    private static final int PORT_TAKEN = 3;

    /** More than a sidecar takes to leave the registry, to wait for late callers and to end its application. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Ctrl-C ends a process that is just being started, too, and that can be known before the signal is. */
    private static final Duration MOMENT = Duration.ofMillis(500);

    private static final int FAILED = 1;

    private Demo() {}

    /**
     * Runs the demo on the calling thread, which must be one that lives until the JVM ends. Ctrl-C ends the JVM with 130,
     * TERM with 143, by the JVM's own handlers of these signals; before, all processes are ended.
     *
     * @param arguments what follows the verb
     * @return the exit code: 0 after {@code --help}, 2 for wrong arguments, 3 when the port is taken, and what the gateway
     *     or whoever could not be started ended with
     */
    public static int run(List<String> arguments) {
        return run(Program.running(), arguments);
    }

    static int run(Program program, List<String> arguments) {
        CommandSpec command = CommandSpec.create().name(NAME);
        command.usageMessage()
                .description("Starts a control plane, three instances of a service in two versions, and a gateway,"
                        + " and says what to try. Ctrl-C ends all of them.");
        command.addOption(OptionSpec.builder(PROXY_PORT)
                .type(int.class)
                .defaultValue(REDIS)
                .paramLabel("PORT")
                .description("where the gateway listens (default: ${DEFAULT-VALUE}; 0: a free port, as for all others)")
                .build());
        command.addOption(OptionSpec.builder("--help", "-h")
                .usageHelp(true)
                .description("this help")
                .build());
        return new CommandLine(command)
                .setParameterExceptionHandler((wrong, words) -> refuse(wrong))
                .setExecutionStrategy(parsed -> execute(program, parsed))
                .execute(arguments.stream().map(Demo::withTwoDashes).toArray(String[]::new));
    }

    /** Flags are taken with one dash, too, as everywhere in this program. */
    private static String withTwoDashes(String argument) {
        boolean oneDash = argument.length() > 2 && argument.charAt(0) == '-' && argument.charAt(1) != '-';
        return oneDash ? "-" + argument : argument;
    }

    private static int refuse(ParameterException wrong) {
        System.err.println(NAME + ": " + Misuse.of(wrong) + " (see " + NAME + " --help)");
        return MISUSED;
    }

    private static int execute(Program program, ParseResult parsed) {
        Integer help = CommandLine.executeHelpRequest(parsed);
        if (help != null) {
            return help;
        }
        int port = parsed.matchedOptionValue(PROXY_PORT, Integer.parseInt(REDIS));
        if (port < 0 || port > MAX_PORT) {
            throw new ParameterException(
                    parsed.commandSpec().commandLine(), PROXY_PORT + ": " + port + " (expected: 0.." + MAX_PORT + ")");
        }
        Optional<String> takenOn = port == 0 ? Optional.empty() : Ports.takenOn(port);
        if (takenOn.isPresent()) {
            System.err.println(taken(takenOn.get(), port));
            return PORT_TAKEN;
        }
        return play(program, port, new Screen(System.out, Ansi.AUTO));
    }

    private static String taken(String host, int port) {
        String redis = port == Integer.parseInt(REDIS) ? "; Redis uses this port, too" : "";
        return NAME + ": proxy port: " + host + ":" + port + " is taken (expected: a free port" + redis
                + "; choose another by " + PROXY_PORT + ")";
    }

    private static int play(Program program, int port, Screen screen) {
        try {
            Path logs = Files.createTempDirectory("a8sidecar-demo-");
            Children children = new Children(logs, PATIENCE);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(children, screen, logs), "a8-demo-farewell"));
            return play(Scene.with(program, logs, port), children, screen);
        } catch (IOException failure) {
            System.err.println(NAME + ": " + failure.getMessage());
            return FAILED;
        }
    }

    private static int play(Scene scene, Children children, Screen screen) {
        DemoFailedException failure = reasonToEnd(scene, children, screen);
        if (isAskedToEnd(children) || !children.stop()) {
            // A signal came first, and whatever fails now fails for that. Returning would overtake its exit code.
            waitForTheEnd();
        }
        screen.line("");
        screen.bad("failed", "", failure.reason());
        failure.witnesses().forEach(witness -> {
            screen.line("    " + witness.name() + " says at the end:");
            screen.quote(witness.tail());
        });
        screen.line("  All processes are stopped. The logs are kept: " + scene.logs());
        return failure.exitCode();
    }

    private static DemoFailedException reasonToEnd(Scene scene, Children children, Screen screen) {
        try {
            return new Tour(scene, children, screen).run();
        } catch (DemoFailedException failure) {
            return failure;
        } catch (IOException | InterruptedException | RuntimeException failure) {
            return new DemoFailedException(failure.toString(), FAILED, List.of());
        }
    }

    private static boolean isAskedToEnd(Children children) {
        try {
            return children.isStoppedWithin(MOMENT);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void waitForTheEnd() {
        try {
            // For itself, that is for ever: the JVM ends under it.
            Thread.currentThread().join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs when the JVM ends. Nothing is left, not even the logs, unless something has failed before. */
    private static void leave(Children children, Screen screen, Path logs) {
        if (children.isStopped()) {
            return;
        }
        screen.line("");
        screen.line("  Stopping everything ...");
        if (children.stop()) {
            delete(logs);
            screen.line("  Stopped: no process and no file is left.");
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException kept) {
            System.err.println(NAME + ": " + directory + " could not be deleted: " + kept.getMessage());
        }
    }
}
