package io.amalgam8.sidecar.demo;

import io.amalgam8.sidecar.demo.Scene.Greeter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The demo's course: start all, wait until it works, call it, say what to try, and watch. */
final class Tour {

    private static final Duration DEADLINE = Duration.ofSeconds(90);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final Duration FOR_EVER = Duration.ofDays(10_000);
    private static final int CALLS = 100;

    /** Few enough to be quick, enough for each instance to be among those that answer. */
    private static final int TRIAL_CALLS = 12;

    private static final int FAILED = 1;

    private final Scene scene;
    private final Children children;
    private final Screen screen;
    private final Questions questions = new Questions();
    private final Map<Greeter, Child> greeters = new LinkedHashMap<>();
    private final long startNanos = System.nanoTime();

    Tour(Scene scene, Children children, Screen screen) {
        this.scene = scene;
        this.children = children;
        this.screen = screen;
    }

    /** Goes on until the JVM ends, or something does without which there is nothing to see: then it tells what. */
    DemoFailedException run() throws IOException, InterruptedException {
        startControlPlane();
        Child gateway = startAroundIt();
        showCalls();
        showLessons();
        return watch(gateway);
    }

    private void startControlPlane() throws IOException, InterruptedException {
        screen.title("a8sidecar demo: a service in two versions, three instances of it, and a gateway");
        Child controlPlane = start(scene.controlPlane());
        await(
                () -> questions.answers(scene.registryUrl() + "/uptime")
                        && questions.answers(scene.controllerUrl() + "/health"),
                () -> new Missing("the control plane does not answer", List.of(controlPlane)));
        ready(controlPlane.name(), "it answers");
    }

    private Child startAroundIt() throws IOException, InterruptedException {
        for (Greeter greeter : scene.greeters()) {
            greeters.put(greeter, start(scene.part(greeter)));
        }
        Child gateway = start(scene.gatewayPart());
        await(() -> unregistered().isEmpty(), this::whoIsMissing);
        ready(Scene.SERVICE, "all " + greeters.size() + " instances are registered");
        await(
                () -> Calls.make(TRIAL_CALLS, questions, scene.callUrl()).instances() == greeters.size(),
                () -> new Missing("the gateway does not reach every instance", List.of(gateway)));
        ready(gateway.name(), "it reaches every instance");
        return gateway;
    }

    private void showCalls() throws InterruptedException {
        screen.title(CALLS + " calls of " + scene.callUrl() + " went to");
        Calls.make(CALLS, questions, scene.callUrl()).chart().forEach(line -> screen.line("  " + line));
    }

    private void showLessons() {
        screen.title("Try next, in another terminal (a change of rules is felt within a second)");
        Lesson.aiming(scene).ifPresent(screen::lesson);
        Lesson.of(scene).forEach(screen::lesson);
        screen.lesson(Lesson.looking(scene));
        Greeter first = scene.greeters().get(0);
        Optional.ofNullable(greeters.get(first))
                .flatMap(Child::application)
                .ifPresent(application -> screen.lesson(Lesson.killing(first, application.pid())));
        screen.line("  Logs: " + scene.logs());
        screen.line("  Ctrl-C ends everything.");
        screen.line("");
    }

    private DemoFailedException watch(Child gateway) throws InterruptedException {
        while (true) {
            Optional<Child> ended = children.awaitEnded(FOR_EVER);
            if (ended.isEmpty() || children.isStopped()) {
                continue;
            }
            if (ended.get().equals(gateway)) {
                return failed(gateway);
            }
            report(ended.get());
        }
    }

    private void report(Child ended) throws InterruptedException {
        screen.bad("ended", ended.name(), ended.ending());
        if (!greeters.containsValue(ended)) {
            screen.quote(ended.tail());
            screen.line("  The gateway goes on with the instances and rules that it knows.");
            return;
        }
        Set<String> registered = questions.registered(scene.registryUrl());
        screen.step(
                "",
                "",
                "its application is gone, and its sidecar with it; " + registered.size() + " of " + greeters.size()
                        + " instances are registered now");
    }

    private Child start(Part part) throws IOException {
        screen.step("starting", part.name(), part.detail());
        return children.start(part);
    }

    private void ready(String name, String detail) {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        screen.good("ready", name, "%s (after %.1f s)".formatted(detail, seconds));
    }

    /** Looks again and again; gives up at the deadline, and as soon as any process ends. */
    private void await(Look look, Complaint complaint) throws InterruptedException {
        while (!look.isGood()) {
            Optional<Child> ended = children.awaitEnded(BETWEEN_LOOKS);
            if (ended.isPresent()) {
                throw failed(ended.get());
            }
            if (System.nanoTime() - startNanos > DEADLINE.toNanos()) {
                Missing missing = complaint.say();
                throw new DemoFailedException(
                        "not ready after " + DEADLINE.toSeconds() + " s: " + missing.what(),
                        FAILED,
                        missing.witnesses());
            }
        }
    }

    private Missing whoIsMissing() throws InterruptedException {
        List<Greeter> missing = unregistered();
        List<String> names = missing.stream().map(Greeter::name).toList();
        List<Child> witnesses = new ArrayList<>();
        missing.forEach(greeter -> Optional.ofNullable(greeters.get(greeter)).ifPresent(witnesses::add));
        return new Missing("not registered: " + String.join(", ", names), witnesses);
    }

    private List<Greeter> unregistered() throws InterruptedException {
        Set<String> registered = questions.registered(scene.registryUrl());
        return scene.greeters().stream()
                .filter(greeter -> !registered.contains(greeter.endpoint()))
                .toList();
    }

    private static DemoFailedException failed(Child child) {
        // What a child says of itself by its exit code holds for the demo, a port that is taken for one.
        int code = child.process().exitValue();
        return new DemoFailedException(child.name() + " " + child.ending(), code == 0 ? FAILED : code, List.of(child));
    }

    /** Whether it is as it should be, now. */
    private interface Look {
        boolean isGood() throws InterruptedException;
    }

    /** What to say when it never was. */
    private interface Complaint {
        Missing say() throws InterruptedException;
    }

    /** What is not there yet, and whose logs may tell why. */
    private record Missing(String what, List<Child> witnesses) {}
}
