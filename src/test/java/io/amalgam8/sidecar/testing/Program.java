package io.amalgam8.sidecar.testing;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The jar as built, run as a process: what it prints, how it ends. Ended, if need be, with the test. */
public final class Program implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private Program(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "output of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** {@code java -jar a8sidecar.jar ARGUMENTS…}, with these variables and no other {@code A8_} ones. */
    public static Program start(Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of("-jar", jar()));
        command.addAll(List.of(arguments));
        return java(environment, command);
    }

    /** {@code java -jar a8sidecar.jar ARGUMENTS…}. */
    public static Program start(String... arguments) {
        return start(Map.of(), arguments);
    }

    /** {@code java -jar a8sidecar.jar ARGUMENTS…}, in that directory. */
    public static Program startIn(Path directory, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("-jar", jar()));
        command.addAll(arguments);
        return run(directory, Map.of(), java(command));
    }

    /** {@code java ARGUMENTS…}: small, and quick to start. */
    public static Program java(Map<String, String> environment, List<String> arguments) {
        return run(Path.of(""), environment, java(arguments));
    }

    private static List<String> java(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(javaCommand(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        if (arguments.stream().anyMatch(argument -> argument.startsWith(jar()))) {
            command.addAll(SharedClasses.options());
        }
        command.addAll(arguments);
        return command;
    }

    /** Any command: the sidecar behind something else, for one. */
    public static Program run(Path directory, Map<String, String> environment, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toAbsolutePath().toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("A8_"));
        builder.environment().putAll(environment);
        try {
            return new Program(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The jar as built. */
    public static String jar() {
        return Path.of(System.getProperty("a8sidecar.jar", "target/a8sidecar.jar"))
                .toAbsolutePath()
                .toString();
    }

    /** The Java that runs this test. */
    public static String javaCommand() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Waits for a line in which the expression is found, and gives its groups. */
    public Matcher awaitLine(String expression) {
        Pattern pattern = Pattern.compile(expression);
        await("a line like " + expression + " from " + process.pid())
                .atMost(PATIENCE)
                .until(() -> !process.isAlive() || lines.stream().anyMatch(pattern.asPredicate()));
        for (String line : lines) {
            Matcher matcher = pattern.matcher(line);
            if (matcher.find()) {
                return matcher;
            }
        }
        throw new AssertionError("no line like " + expression + " in:\n" + output());
    }

    /** Waits for the end. */
    public int exitCode() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("still running:\n" + output());
            }
            reader.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        return process.exitValue();
    }

    /** Sends it a signal by name, as {@code kill} does. */
    public void signal(String name) {
        signal(process.pid(), name);
    }

    /** Sends a process that the test started a signal by name; by the shell's own {@code kill}, which is everywhere. */
    public static void signal(long pid, String name) {
        try {
            new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** All lines so far, of both streams. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** All lines so far, of both streams. */
    public String output() {
        return String.join("\n", lines);
    }

    @Override
    public void close() {
        List<ProcessHandle> below = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        below.forEach(ProcessHandle::destroyForcibly);
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            output.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add("(output ended: " + e.getMessage() + ")");
        }
    }
}
