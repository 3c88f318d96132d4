package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.proxy.FramingCase.Expectation;
import io.amalgam8.sidecar.proxy.FramingCase.Step;
import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.RecordingUpstream;
import io.amalgam8.sidecar.testing.RecordingUpstream.Recording;
import io.amalgam8.sidecar.testing.StrictAnswers;
import io.amalgam8.sidecar.testing.StrictAnswers.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Sends one case's bytes and says what came that was not expected. */
final class FramingCaseRun {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /** Who has an answer waits no longer than that for another one. */
    private static final Duration QUIET = Duration.ofMillis(300);

    private final FramingCase tried;
    private final StringBuilder received = new StringBuilder();
    private boolean ended;
    private boolean reset;

    private FramingCaseRun(FramingCase tried) {
        this.tried = tried;
    }

    /** Empty when all is as it should be. */
    static List<String> problems(FramingCase tried, int port, RecordingUpstream upstream) {
        FramingCaseRun run = new FramingCaseRun(tried);
        Recording recording = upstream.record(tried.instance());
        try (RawCaller caller = RawCaller.to(port)) {
            run.converse(caller);
        }
        return run.judge(recording);
    }

    private void converse(RawCaller caller) {
        for (Step step : tried.steps()) {
            if (ended || reset) {
                return;
            }
            take(step, caller);
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!ended && !reset && System.nanoTime() < deadline) {
            boolean something = read(caller, isAnswered() ? QUIET : PATIENCE);
            if (!something && isAnswered() && !tried.expectation().closes()) {
                return;
            }
        }
    }

    private void take(Step step, RawCaller caller) {
        if (step instanceof Step.Send send) {
            try {
                caller.send(send.bytes());
            } catch (UncheckedIOException refused) {
                // It is closed already: what was answered can still be read.
                return;
            }
        }
        if (step instanceof Step.Pause pause) {
            long deadline = System.nanoTime() + pause.length().toNanos();
            for (long left = pause.length().toNanos();
                    left > 0 && !ended && !reset;
                    left = deadline - System.nanoTime()) {
                read(caller, Duration.ofNanos(left));
            }
        }
        if (step instanceof Step.End end && end.reset()) {
            caller.reset();
            reset = true;
            return;
        }
        if (step instanceof Step.End) {
            caller.halfClose();
        }
    }

    private boolean read(RawCaller caller, Duration limit) {
        byte[] buffer = new byte[64 * 1024];
        try {
            int count = caller.readSome(buffer, limit);
            ended = count < 0;
            received.append(new String(buffer, 0, Math.max(0, count), StandardCharsets.ISO_8859_1));
            return count > 0;
        } catch (IOException e) {
            reset = true;
            return false;
        }
    }

    private boolean isAnswered() {
        StrictAnswers so = StrictAnswers.read(received.toString(), tried.answersHead(), ended);
        return so.answers().stream().anyMatch(Answer::complete);
    }

    private List<String> judge(Recording recording) {
        StrictAnswers answers = StrictAnswers.read(received.toString(), tried.answersHead(), ended);
        List<String> problems = new ArrayList<>(recording.dirt());
        judgeCounts(recording, answers, problems);
        judgeBytes(recording, problems);
        judgeFirst(answers, problems);
        return problems;
    }

    private void judgeCounts(Recording recording, StrictAnswers answers, List<String> problems) {
        Expectation expected = tried.expectation();
        int requests = recording.requests().size();
        if (!expected.requests().contains(requests)) {
            problems.add("requests upstream: " + requests + " (expected: " + expected.requests() + ")");
        }
        int count = answers.answers().size();
        if (!expected.answers().contains(count)) {
            problems.add("answers: " + count + " (expected: " + expected.answers() + ")");
        }
        if (!answers.junk().isEmpty()) {
            problems.add("junk to the caller: " + answers.junk());
        }
        if (expected.body().isPresent()
                && requests > 0
                && !recording.requests().get(0).body().equals(expected.body().get())) {
            problems.add("body upstream: " + recording.requests().get(0).body());
        }
    }

    private void judgeBytes(Recording recording, List<String> problems) {
        Expectation expected = tried.expectation();
        String upstream = recording.bytes().toLowerCase(Locale.ROOT);
        String caller = received.toString().toLowerCase(Locale.ROOT);
        if (!recording.requests().isEmpty()) {
            missing(expected.instanceSees(), upstream).forEach(text -> problems.add("upstream lacks " + text));
        }
        present(expected.instanceNeverSees(), upstream).forEach(text -> problems.add("upstream has " + text));
        missing(expected.callerSees(), caller).forEach(text -> problems.add("the caller lacks " + text));
        present(expected.callerNeverSees(), caller).forEach(text -> problems.add("the caller has " + text));
    }

    private void judgeFirst(StrictAnswers answers, List<String> problems) {
        Expectation expected = tried.expectation();
        if (answers.answers().isEmpty()) {
            boolean fine = expected.silenceIsFine() && (ended || reset || !expected.closes());
            if (!fine) {
                problems.add(ended || reset ? "closed without an answer" : "no answer");
            }
            return;
        }
        Answer first = answers.answers().get(0);
        if (!expected.status().contains(first.status())) {
            problems.add("status: " + first.status() + " (expected: one of " + expected.status() + ")");
        }
        if (expected.closes() && !ended) {
            problems.add(reset ? "the connection was reset" : "the connection stays open");
        }
        if (expected.looksCut() && first.status() < 500 && first.complete()) {
            problems.add("a cut answer looks complete");
        }
    }

    private static List<String> missing(List<String> texts, String bytes) {
        return texts.stream()
                .filter(text -> !bytes.contains(text.toLowerCase(Locale.ROOT)))
                .toList();
    }

    private static List<String> present(List<String> texts, String bytes) {
        return texts.stream()
                .filter(text -> bytes.contains(text.toLowerCase(Locale.ROOT)))
                .toList();
    }
}
