package io.amalgam8.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.routing.Decision;
import io.amalgam8.sidecar.testing.RecordingUpstream;
import io.amalgam8.sidecar.transport.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Some two hundred ways to write a request or an answer, most of them wrong, against a proxy and a strict instance. */
final class FramingCasesTest {

    /** Each with a proxy and an instance of its own, so that one case's bytes are never taken for another's. */
    private static final int LANES = 8;

    private static final Patience SHORT =
            new Patience(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(1));

    @Test
    void everyCaseEndsAsItShould() throws InterruptedException {
        List<FramingCase> cases = FramingCase.all();
        Queue<FramingCase> left = new ConcurrentLinkedQueue<>(cases);
        List<String> problems = new CopyOnWriteArrayList<>();
        List<Thread> lanes = new ArrayList<>();
        for (int i = 0; i < LANES; i++) {
            Thread lane = new Thread(() -> run(left, problems), "lane-" + i);
            lane.start();
            lanes.add(lane);
        }
        for (Thread lane : lanes) {
            lane.join();
        }

        assertThat(cases).hasSizeGreaterThan(200);
        assertThat(left).isEmpty();
        assertThat(problems).isEmpty();
    }

    private static void run(Queue<FramingCase> left, List<String> problems) {
        try (RecordingUpstream upstream = new RecordingUpstream();
                RunningProxy proxy = RunningProxy.waiting(SHORT, onlySvc(upstream))) {
            for (FramingCase next = left.poll(); next != null; next = left.poll()) {
                List<String> wrong = FramingCaseRun.problems(next, proxy.port(), upstream);
                if (!wrong.isEmpty()) {
                    problems.add(next.level() + " " + next.name() + ": " + wrong);
                }
            }
        }
    }

    /** The cases know one service. */
    static Router onlySvc(RecordingUpstream upstream) {
        Router known = RunningProxy.forwardingTo(upstream.endpoint());
        return (head, balancer, chance) -> head.service().equals("svc")
                ? known.decide(head, balancer, chance)
                : new Decision.UnknownService(head.service());
    }
}
