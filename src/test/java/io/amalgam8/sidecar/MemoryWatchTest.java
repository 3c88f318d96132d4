package io.amalgam8.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.Await;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MemoryWatchTest {

    private final OutOfMemoryError full = new OutOfMemoryError("Java heap space");

    private final List<OutOfMemoryError> ends = new CopyOnWriteArrayList<>();
    private final MemoryWatch watch = new MemoryWatch(ends::add);

    @Test
    void seesItAlsoBehindOtherFailures() {
        watch.look(new IllegalStateException(new RuntimeException(full)));

        assertThat(ends).containsExactly(full);
    }

    @Test
    void leavesOtherFailuresAlone() {
        watch.look(new IOException("broken pipe"));
        watch.look(new StackOverflowError());
        watch.look(new OutOfMemoryError("unable to create native thread: possibly out of memory or process limits"));

        assertThat(ends).isEmpty();
    }

    @Test
    void hearsWhatNobodyCatchesOnAnEventLoop() {
        Vertx vertx = watch.of(Vertx.vertx());
        try {
            vertx.runOnContext(fails -> {
                throw full;
            });

            await().until(() -> ends.contains(full));
        } finally {
            Await.result(vertx.close());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"thread", "logged"})
    void endsTheProcessWithOneLine(String where) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Full.class.getName(),
                        where)
                .start();
        String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(Exit.FAILURE);
        assertThat(said.lines())
                .containsExactly("a8sidecar: out of memory: Java heap space (expected: a larger -Xmx); ends at once");
    }

    /** A process that another thread keeps alive. */
    static final class Full {

        private Full() {}

        public static void main(String[] where) throws InterruptedException {
            var unused = MemoryWatch.endingTheProcess().ofTheProcess();
            new Thread(() -> fail(where[0])).start();
            new CountDownLatch(1).await();
        }

        private static void fail(String where) {
            if (where.equals("thread")) {
                throw new OutOfMemoryError("Java heap space");
            }
            io.netty.util.internal.logging.InternalLoggerFactory.getInstance("io.netty.channel.DefaultChannelPipeline")
                    .warn("caught", new RuntimeException(new OutOfMemoryError("Java heap space")));
        }
    }
}
