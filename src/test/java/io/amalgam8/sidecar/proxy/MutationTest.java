package io.amalgam8.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.testing.LogLines;
import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.RawPeer;
import io.amalgam8.sidecar.testing.RecordingUpstream;
import io.amalgam8.sidecar.testing.RecordingUpstream.Recording;
import io.amalgam8.sidecar.testing.RecordingUpstream.Script;
import io.amalgam8.sidecar.testing.RecordingUpstream.Then;
import io.amalgam8.sidecar.testing.StrictAnswers;
import io.amalgam8.sidecar.testing.StrictAnswers.Answer;
import io.amalgam8.sidecar.transport.Patience;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Phaser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Messages spoiled by chance, with a seed: nothing dirty is sent on, nobody waits for ever, nothing leaks. As many as
 * {@code -Dmutations=1000000} says, or 20,000.
 */
final class MutationTest {

    private static final int MUTATIONS = Integer.getInteger("mutations", 20_000);
    private static final int LANES = 4;
    private static final int LONGEST = 4_096;
    /** By then everything has been used at least once. */
    private static final int WARM = 2_000;
    /** What the heap may hold more at the end than it did then: a tenth, and what the virtual machine itself keeps. */
    private static final long MOST_GROWTH = 8L * 1024 * 1024;

    private static final Duration HANG = Duration.ofSeconds(5);

    private static final Patience SHORT =
            new Patience(Duration.ofSeconds(20), Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(1));

    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final List<Long> heaps = new CopyOnWriteArrayList<>();
    private final LogLines leaks = LogLines.of(ResourceLeakDetector.class.getPackage());
    private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

    /** What becomes of one spoiled message. */
    private interface Trial {
        Optional<String> problem(String spoiled, int number, int port, RecordingUpstream upstream) throws IOException;
    }

    @BeforeEach
    void watchEveryBuffer() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    }

    @AfterEach
    void watchAsBefore() {
        ResourceLeakDetector.setLevel(before);
        leaks.close();
    }

    @Test
    void nothingDirtyIsSentToAnInstance() throws InterruptedException {
        List<String> requests = FramingCase.all().stream()
                .filter(one -> one.instance().isEmpty())
                .map(FramingCase::bytes)
                .filter(bytes -> !bytes.isEmpty() && bytes.length() <= LONGEST)
                .toList();

        run(requests, MUTATIONS, MutationTest::tryRequest);

        assertThat(problems).isEmpty();
        assertHeapIsFlat();
        assertThat(reportedLeaks()).isEmpty();
    }

    @Test
    void noCallerTakesASpoiledAnswerForAWholeOne() throws InterruptedException {
        List<String> answers = FramingCase.all().stream()
                .flatMap(one -> one.instance().stream())
                .map(Script::says)
                .filter(says -> !says.isEmpty() && says.length() <= LONGEST && !says.contains(" 101 "))
                .toList();

        run(answers, MUTATIONS / 4, MutationTest::tryAnswer);

        assertThat(problems).isEmpty();
        assertHeapIsFlat();
        assertThat(reportedLeaks()).isEmpty();
    }

    /** A leak is reported by the next buffer that is made once the garbage collector has found it. */
    private List<String> reportedLeaks() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
        }
        return leaks.all().stream().filter(line -> line.startsWith("LEAK")).toList();
    }

    private void assertHeapIsFlat() {
        assertThat(heaps).hasSize(2);
        long warm = heaps.get(0);
        assertThat(heaps.get(1)).isLessThanOrEqualTo(warm + warm / 10 + MOST_GROWTH);
    }

    /** What is still in use when everything else was collected: the least of several looks, since others come and go. */
    private static long heapInUse() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    /** All lanes stop together, with their proxies running, for each look at the heap. */
    private Phaser looks() {
        return new Phaser(LANES) {
            @Override
            protected boolean onAdvance(int phase, int lanes) {
                if (phase < 2) {
                    heaps.add(heapInUse());
                }
                return lanes == 0;
            }
        };
    }

    private void run(List<String> messages, int count, Trial trial) throws InterruptedException {
        List<Thread> lanes = new ArrayList<>();
        Phaser looks = looks();
        for (int i = 0; i < LANES; i++) {
            Mutator mutator = new Mutator(i, messages);
            Thread lane = new Thread(() -> runLane(mutator, count / LANES, trial, looks), "mutations-" + i);
            lane.start();
            lanes.add(lane);
        }
        for (Thread lane : lanes) {
            lane.join();
        }
    }

    private void runLane(Mutator mutator, int count, Trial trial, Phaser looks) {
        int warm = Math.min(WARM / LANES, count / 2);
        try (RecordingUpstream upstream = new RecordingUpstream();
                RunningProxy proxy = RunningProxy.waiting(SHORT, FramingCasesTest.onlySvc(upstream))) {
            for (int i = 0; i < count && problems.size() < 10; i++) {
                String spoiled = mutator.next();
                trial.problem(spoiled, i, proxy.port(), upstream)
                        .ifPresent(problem -> problems.add(problem + " after " + quoted(spoiled)));
                proxy.entries().clear();
                if (i == warm) {
                    looks.arriveAndAwaitAdvance();
                }
            }
            problems.addAll(upstream.dirt());
            looks.arriveAndAwaitAdvance();
        } catch (IOException | UncheckedIOException e) {
            problems.add(e.toString());
        } finally {
            looks.arriveAndDeregister();
        }
    }

    private static Optional<String> tryRequest(String spoiled, int number, int port, RecordingUpstream upstream)
            throws IOException {
        Recording recording = upstream.record(Optional.empty());
        StringBuilder received = new StringBuilder();
        boolean ended;
        try (RawCaller caller = RawCaller.to(port)) {
            trySend(caller, spoiled);
            ended = readAll(caller, received);
        }
        if (!ended) {
            return Optional.of("still open after " + HANG);
        }
        StrictAnswers answers = StrictAnswers.read(received.toString(), false, true);
        if (!recording.dirt().isEmpty()) {
            return Optional.of("dirt: " + recording.dirt());
        }
        if (spoiled.contains("HEAD ")) {
            // Only who knows whether that was understood can tell where the answer ends.
            return Optional.empty();
        }
        if (recording.requests().size() > answers.answers().size()) {
            return Optional.of("more requests than answers: "
                    + recording.requests().size() + " > " + answers.answers().size() + quoted(received.toString()));
        }
        return answers.junk().isEmpty() ? Optional.empty() : Optional.of("junk: " + answers.junk());
    }

    private static Optional<String> tryAnswer(String spoiled, int number, int port, RecordingUpstream upstream)
            throws IOException {
        upstream.record(Optional.of(new Script(spoiled, number % 8 == 0 ? Then.RESET : Then.CLOSE)));
        StringBuilder received = new StringBuilder();
        boolean ended;
        try (RawCaller caller = RawCaller.to(port)) {
            trySend(caller, RawPeer.head("GET /svc/x HTTP/1.1", "Host: h"));
            ended = readAll(caller, received);
        }
        if (!ended) {
            return Optional.of("still open after " + HANG);
        }
        StrictAnswers got = StrictAnswers.read(received.toString(), false, true);
        if (!got.junk().isEmpty() || got.answers().size() > 1) {
            return Optional.of("more than an answer: " + quoted(received.toString()));
        }
        boolean ofInstance = !received.toString().contains("Proxy-Status: a8sidecar")
                && !received.toString().contains("proxy-status: a8sidecar");
        if (got.answers().stream().noneMatch(Answer::complete) || !ofInstance) {
            return Optional.empty();
        }
        StrictAnswers said = StrictAnswers.read(spoiled, false, true);
        boolean same = !said.answers().isEmpty()
                && said.answers().get(0).equals(got.answers().get(0));
        return same ? Optional.empty() : Optional.of("looks whole: " + quoted(received.toString()));
    }

    private static void trySend(RawCaller caller, String bytes) {
        try {
            caller.send(bytes);
            caller.halfClose();
        } catch (UncheckedIOException refused) {
            // It was closed before all was sent: that is an end, too.
            return;
        }
    }

    /** False when the other side does not end. */
    private static boolean readAll(RawCaller caller, StringBuilder into) {
        byte[] buffer = new byte[64 * 1024];
        try {
            while (true) {
                int count = caller.readSome(buffer, HANG);
                if (count <= 0) {
                    return count < 0;
                }
                into.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException reset) {
            return true;
        }
    }

    private static String quoted(String bytes) {
        return " [" + bytes.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0") + "]";
    }
}
