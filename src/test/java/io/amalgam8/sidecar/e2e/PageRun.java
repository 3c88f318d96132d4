package io.amalgam8.sidecar.e2e;

import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.e2e.Page.Block;
import io.amalgam8.sidecar.e2e.Page.Mark;
import io.amalgam8.sidecar.e2e.Terminal.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.awaitility.core.ConditionTimeoutException;

/** Goes through a page as a reader who believes every word: what is not as the page says is a failure. */
final class PageRun {

    private static final Duration EVENTUALLY = Duration.ofMinutes(3);

    /** Blocks of these kinds are no commands, and are held against nothing. */
    private static final Set<String> TOLD = Set.of("text", "dockerfile", "yaml kubernetes");

    /** What a part of a configuration needs around it. */
    private static final String AROUND = " --register --proxy --service reviews:v1 --endpoint_host 127.0.0.1"
            + " --endpoint_port 9080 --registry_url http://registry:8080 --controller_url http://controller:8080";

    private final Page page;
    private final Terminal terminal;
    private final Predicate<String> runElsewhere;
    private final List<String> failures = new ArrayList<>();
    private int files;

    /** @param runElsewhere whether another test runs that command */
    PageRun(Page page, Terminal terminal, Predicate<String> runElsewhere) {
        this.page = page;
        this.terminal = terminal;
        this.runElsewhere = runElsewhere;
    }

    /** What is not as the page says. */
    List<String> failures() throws IOException {
        for (Block block : page.blocks()) {
            switch (block.kind()) {
                case "sh" -> run(block, Step.ofCommands(block));
                case "console" -> run(block, Step.ofConsole(block));
                case "yaml" -> check(block);
                case "json" -> create(block);
                default -> {
                    if (!TOLD.contains(block.kind())) {
                        fail(
                                block.line(),
                                "a block of the kind \"" + block.kind() + "\" (expected: sh, console, yaml,"
                                        + " json or one of " + TOLD + ")");
                    }
                }
            }
        }
        return failures;
    }

    private void run(Block block, List<Step> steps) throws IOException {
        if (block.mark().isEmpty()) {
            failures.addAll(problems(steps));
            return;
        }
        if (block.mark().get() instanceof Mark.Elsewhere mark) {
            terminal.runElsewhere(block.text(), mark.until());
            return;
        }
        runUntilItIsSo(steps);
    }

    private void runUntilItIsSo(List<Step> steps) {
        List<String> last = new ArrayList<>();
        try {
            await().atMost(EVENTUALLY).until(() -> {
                last.clear();
                last.addAll(problems(steps));
                return last.isEmpty();
            });
        } catch (ConditionTimeoutException never) {
            failures.addAll(last);
        }
    }

    private List<String> problems(List<Step> steps) throws IOException {
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (runElsewhere.test(step.command())) {
                continue;
            }
            boolean mayFail = i + 1 < steps.size() && steps.get(i + 1).asksForExitCode();
            problem(step, mayFail).ifPresent(problem -> problems.add(at(step.line()) + problem));
        }
        return problems;
    }

    private Optional<String> problem(Step step, boolean mayFail) throws IOException {
        Result result = terminal.run(step.command());
        if (result.code() != 0 && !mayFail) {
            return Optional.of(step.command() + "\nended with " + result.code() + ":\n" + result.output());
        }
        return step.printed()
                .filter(expected -> !expected.isMetBy(result.output()))
                .map(expected -> step.command() + "\nexpected:\n" + expected + "\nbut it printed:\n" + result.output());
    }

    /** A configuration, or a part of one. */
    private void check(Block block) throws IOException {
        boolean whole = block.lines().stream().anyMatch(line -> line.startsWith("registry:"));
        String file = "block-" + ++files + ".yaml";
        expectSuccess(block, file, "a8sidecar --check --config " + file + (whole ? "" : AROUND));
    }

    /** Rules, for the controller that runs where the page is. */
    private void create(Block block) throws IOException {
        String file = "block-" + ++files + ".json";
        expectSuccess(block, file, "a8ctl rule-create -f " + file);
    }

    private void expectSuccess(Block block, String file, String command) throws IOException {
        terminal.run("cat >" + file + " <<'END_OF_BLOCK'\n" + block.text() + "END_OF_BLOCK");
        problem(new Step(block.line(), command, Optional.empty()), false)
                .ifPresent(problem -> fail(block.line(), problem));
    }

    private void fail(int line, String problem) {
        failures.add(at(line) + problem);
    }

    private String at(int line) {
        return page.name() + ":" + line + ": ";
    }
}
