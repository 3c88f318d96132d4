package io.amalgam8.sidecar.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A bash as a reader of the documentation has it: in a checkout that has been built, on a machine where nobody else listens
 * and whose {@code /tmp} and logs are empty. That machine is a set of namespaces, and all that was started ends with it.
 */
final class Terminal implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Where the checkout lies below /tmp, that one must stay. */
    private static final String MACHINE = """
            ip link set lo up || exit
            mount -t tmpfs tmpfs /var/log || exit
            case $PWD in /tmp/*) ;; *) mount -t tmpfs tmpfs /tmp || exit ;; esac
            exec bash --noprofile --norc
            """;

    private final Path folder;
    private final Process process;
    private final Writer input;
    private int commands;
    private int lastCode;

    private Terminal(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
    }

    /**
     * What a command came to.
     *
     * @param output both streams
     */
    record Result(int code, String output) {}

    /**
     * Opens it.
     *
     * @param folder for its files, outside of {@code /tmp}
     * @param installation what the build has left, whose commands are on the PATH
     */
    static Terminal open(Path folder, Path installation) throws IOException {
        Path checkout = Files.createDirectories(folder.resolve("checkout"));
        link(Path.of("").toAbsolutePath(), checkout);
        Path java = Path.of(System.getProperty("java.home"));
        ProcessBuilder builder = new ProcessBuilder(machine())
                .directory(checkout.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("terminal").toFile());
        String path =
                installation.resolve("bin").toAbsolutePath() + ":" + java.resolve("bin") + ":" + System.getenv("PATH");
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH",
                        path,
                        "JAVA_HOME",
                        java.toString(),
                        "HOME",
                        folder.toString(),
                        "LANG",
                        "C.UTF-8",
                        "TERM",
                        "dumb"));
        return new Terminal(folder, builder.start());
    }

    private static List<String> machine() {
        List<String> words = new ArrayList<>(List.of("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child"));
        if (!System.getProperty("user.name").equals("root")) {
            words.add("--map-root-user");
        }
        words.addAll(List.of("--mount-proc", "bash", "-c", MACHINE));
        return words;
    }

    /** What lies in the one lies in the other, too, but what is written there stays there. */
    private static void link(Path checkout, Path copy) throws IOException {
        try (Stream<Path> files = Files.list(checkout)) {
            for (Path file : files.toList()) {
                Files.createSymbolicLink(copy.resolve(file.getFileName()), file);
            }
        }
    }

    /** Types a command and waits for its end. */
    Result run(String command) throws IOException {
        int number = write(command);
        type("(exit %d); . '%s' >'%s' 2>&1 </dev/null; echo $? >'%s'; mv '%s' '%s'"
                .formatted(
                        lastCode,
                        file(number, "sh"),
                        file(number, "out"),
                        file(number, "part"),
                        file(number, "part"),
                        file(number, "code")));
        awaitOrFail(number, command, () -> Files.exists(file(number, "code")));
        lastCode = Integer.parseInt(Files.readString(file(number, "code")).strip());
        return new Result(lastCode, output(number));
    }

    /** Types commands into another terminal, where they go on, and waits until they say something. */
    void runElsewhere(String script, String until) throws IOException {
        int number = write(script);
        type("{ setsid bash '%s' >'%s' 2>&1 </dev/null; echo $? >'%s'; } &"
                .formatted(file(number, "sh"), file(number, "out"), file(number, "code")));
        awaitOrFail(number, script, () -> output(number).contains(until) || Files.exists(file(number, "code")));
        if (!output(number).contains(until)) {
            throw new AssertionError(script + "\nhas ended and never said \"" + until + "\":\n" + output(number));
        }
    }

    private int write(String script) throws IOException {
        commands++;
        Files.writeString(file(commands, "sh"), script + "\n");
        return commands;
    }

    private void type(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
    }

    private void awaitOrFail(int number, String command, Look look) throws IOException {
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> !process.isAlive() || look.isGood());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(command + "\nhas not come to an end:\n" + output(number), e);
        }
        if (!process.isAlive()) {
            throw new AssertionError(command + "\nended the shell: " + Files.readString(folder.resolve("terminal")));
        }
    }

    private String output(int number) throws IOException {
        Path output = file(number, "out");
        // Not readString, which fails at half a letter.
        return Files.exists(output) ? new String(Files.readAllBytes(output), StandardCharsets.UTF_8) : "";
    }

    private Path file(int number, String kind) {
        return folder.resolve(number + "." + kind).toAbsolutePath();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        input.close();
    }

    /** Whether it is as awaited. */
    private interface Look {
        boolean isGood() throws IOException;
    }
}
